"""The demo office: an imagined province whose press office shows every screen alive.

``content`` holds the texts, as JSON, and moves their dates to the day of the demo; ``pictures``
draws the illustrations. Tỉnh An Lạc, its places, people, outlets and addresses are imagined:
every domain ends in ``.example`` and every telephone number has an area code nobody uses.
"""
