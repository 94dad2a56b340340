"""The last report for administrators, and the loop that makes one each hour."""
