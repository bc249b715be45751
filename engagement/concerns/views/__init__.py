"""The pages of concerns; addresses in `urls.py` lead here."""
