/// One thing that is not as the station signed it.
public struct VerificationFinding: Hashable, Sendable {
  /// What is wrong; kinds may be added.
  public enum Code: String, Hashable, Sendable {
    /// The archive, folder or manifest cannot be read, or is not what a station writes.
    case unreadable
    /// A manifest or case is signed by a key that nobody named as trusted.
    case unknownKey
    /// A signature is missing, altered, or by another key than the manifest names.
    case wrongSignature
    /// A manifest lies under the name of another one.
    case renamedManifest
    /// Manifests are missing in the chain.
    case missingLink
    /// A manifest does not name the one before it.
    case wrongLink
    /// A file of an event is missing.
    case missingFile
    /// A file is not the one that was signed.
    case changedFile
    /// A file is there that nothing signed speaks of.
    case extraFile
    /// A name leads, or could lead, out of the folder; or a file is a link.
    case refusedName
    /// A manifest is not the one that was noted elsewhere.
    case wrongAnchor
  }

  /// What is wrong.
  public var code: Code
  /// The file, as a name below the folder, printable; or the folder itself.
  public var place: String
  /// What was found, without the place.
  public var message: String

  /// One line.
  public var line: String { "\(place): \(message)" }
}
