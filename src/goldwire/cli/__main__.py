"""`python -m goldwire.cli`: the command, where no script is on the path."""

from goldwire.cli.app import app

app()
