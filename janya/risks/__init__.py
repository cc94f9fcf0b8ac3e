"""Step 2: the register of ethics risks, scales, bands and heat map."""
