"""The quarter, in three steps: compute, one joint release, render on released tables only."""
