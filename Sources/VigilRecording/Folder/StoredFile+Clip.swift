import Foundation
import VigilMedia
import VigilStore

extension StoredFile {
  /// The row of another file of the same clip.
  func renamed(to file: ClipFile) -> StoredFile {
    var row = self
    let folder = path.split(separator: "/").dropLast().joined(separator: "/")
    row.path = "\(folder)/\(file.url.lastPathComponent)"
    (row.start, row.end) = (file.startDate, file.startDate)
    return row
  }
}
