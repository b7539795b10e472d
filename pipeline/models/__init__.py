"""Translation packages: find, unpack, install and verify them.

The packages of a course lie in one folder: starter packages that come with the project, official ones under
``installed/``, and ``models.toml``, which says by digest which packages are trusted.
"""

from pipeline.models.archive import INSTALLED, find, read, unpack
from pipeline.models.download import Tell
from pipeline.models.index import Index, Offer, open_index
from pipeline.models.installation import Outcome, install, install_file
from pipeline.models.records import Record, Register, read_register
from pipeline.models.verification import Verdict, verify

__all__ = ["INSTALLED", "Index", "Offer", "Outcome", "Record", "Register", "Tell", "Verdict", "find", "install",
           "install_file", "open_index", "read", "read_register", "unpack", "verify"]
