"""Measurements of speed and thrift, which print ratios that hold on any machine."""
