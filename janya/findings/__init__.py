"""What the answers of a survey say: figures, gaps, comparisons, small cells hidden."""
