"""One archive with all that an office without the internet needs to install ipplans."""
