"""XLSForm workbooks in and out. The only part of this package that loads openpyxl; the experts' side never imports it."""

from questionnaires.problems import Problem, Severity
from questionnaires.workbook.reading import WorkbookReading, read_workbook
from questionnaires.workbook.writer import write_workbook

__all__ = ["Problem", "Severity", "WorkbookReading", "read_workbook", "write_workbook"]
