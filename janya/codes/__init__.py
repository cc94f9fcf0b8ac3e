"""Step 1: study of the code and signed acknowledgement."""
