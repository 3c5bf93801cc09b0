"""Texts under embargo, for accredited contacts who accepted the agreement; each read is logged."""
