/// What a verification found.
public struct VerificationReport: Hashable, Sendable {
  /// What was verified.
  public enum Kind: String, Hashable, Sendable {
    /// A station's folder.
    case folder
    /// A case, packed or unpacked.
    case exportedCase = "case"
    /// One manifest and its files.
    case manifest
  }

  /// What was verified.
  public var kind = Kind.folder
  /// What is wrong, in the order of the chain; nothing is wrong if it is empty.
  public var findings: [VerificationFinding] = []
  /// What a reader should know though nothing is wrong with it, a line each.
  public var notes: [String] = []
  /// Manifests whose signatures hold.
  public var manifests = 0
  /// Events in them; in a case, those whose files are in it.
  public var events = 0
  /// Files that have the digests that were signed.
  public var files = 0
  /// Bytes in them.
  public var bytes: Int64 = 0
  /// The ids of the keys whose signatures hold, and how many manifests each signed.
  public var keys: [String: Int] = [:]
  /// The first and the last manifest's places in the chain.
  public var first, last: Int?
  /// The last manifest's digest: whoever notes it elsewhere can later tell that nothing before it was changed.
  public var lastSHA256: String?

  /// Whether everything is as it was signed. `vigil verify` succeeds if so, and fails if not.
  public var isGood: Bool { findings.isEmpty && manifests > 0 }

  /// The report as text, a line each, the verdict last.
  public var lines: [String] {
    var lines = findings.map { "\($0.line)" } + notes
    for (key, count) in keys.sorted(by: { $0.key < $1.key }) {
      lines.append("\(count == 1 ? "1 manifest" : "\(count) manifests") signed by station \(key)")
    }
    if let first, let last, let lastSHA256 {
      lines.append("chain \(first) to \(last), last digest \(lastSHA256)")
    }
    let counts =
      "\(manifests) manifest\(manifests == 1 ? "" : "s"), \(events) event\(events == 1 ? "" : "s"), \(files) file\(files == 1 ? "" : "s"), \(bytes) bytes"
    if isGood {
      lines.append("verified: \(counts)")
    } else if findings.isEmpty {
      lines.append("NOT verified: there is no manifest")
    } else {
      lines.append("NOT verified: \(findings.count) thing\(findings.count == 1 ? "" : "s") wrong")
    }
    return lines
  }
}
