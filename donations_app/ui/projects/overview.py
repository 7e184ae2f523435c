"""Every project and association, what is missing first."""

from donations_app.ui.projects.view import View


class Overview(View):
    """The page."""
