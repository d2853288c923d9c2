"""Reports: figures as administrative documents (.docx in the form of Decree 30/2020/NĐ-CP) and workbooks (.xlsx)."""
