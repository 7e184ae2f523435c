"""One association: all its projects, what it gave and what it still lacks."""

from donations_app.ui.projects.view import View


class AssociationView(View):
    """The page."""
