public import Foundation

extension EvidenceManifest.File {
  /// Describes a finished file, reading it once.
  ///
  /// - Parameters:
  ///   - folder: The station's folder.
  ///   - name: The file's name below it.
  ///   - kind: `clip`, `picture` or `track`.
  ///   - start: The wall-clock time of the first picture in it, if it has any.
  ///   - end: That of the last.
  /// - Throws: `cannotRead`, `refusedName`.
  public init(folder: URL, name: String, kind: String, start: Date? = nil, end: Date? = nil)
    throws(EvidenceError)
  {
    do throws(EvidenceError) {
      let digest = try FolderFiles(root: folder).digest(name)
      self.init(name: name, kind: kind, bytes: digest.bytes, sha256: digest.sha256, start: start, end: end)
    } catch {
      throw EvidenceError(error.code, "\(EvidenceName.shown(name)) in \(folder.path) \(error.message)")
    }
  }
}
