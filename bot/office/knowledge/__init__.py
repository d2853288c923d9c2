"""What the page "Sửa kiến thức" does with the knowledge files: reading, forms, looking over drafts, publishing.

files          the folder as it lies on disk, read again when it was changed
search         entries by words, with and without marks
entries        an entry as plain values, its version, a base with an entry exchanged
fields         an entry <-> the fields of its form
checking       what is wrong with a draft, field by field
trial          a draft answered with: questions tried, how each channel shows it, whose phrasings it takes
publishing     into the files and the history; conflicts, full disks
differences    two versions, line by line
git            the commit of a file that was published
"""
