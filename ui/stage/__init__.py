"""The stage of `openluke demo`: people and their hands at the wall, the code sheet, faults. No part of a kiosk."""
