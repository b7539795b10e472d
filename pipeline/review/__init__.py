"""What a person has corrected: written out for editing, taken back, and put to use in every build."""
