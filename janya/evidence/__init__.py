"""Evidence: files and published links, kept once, proving what rooms above do; links are looked at every night."""
