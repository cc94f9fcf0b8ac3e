"""What the system tells a person: notices in the app, sent by e-mail too."""
