public import Foundation
public import VigilHashing

/// Checks evidence against public keys that somebody trusts: a station's folder, one manifest, or a case, packed or not.
///
///     let report = EvidenceVerifier(keys: [try Ed25519.PublicKey(file: pem)]).verify(place)
///     report.lines.forEach { print($0) }
///     exit(report.isGood ? 0 : 1)
///
/// A key that lies in the evidence itself proves nothing and is never trusted. Nothing is written, no link is followed, and
/// memory does not grow with the files. It reads every byte, and so takes as long as the disk: keep it off shared threads.
public struct EvidenceVerifier: Sendable {
  /// A manifest's digest that was noted where nobody at the station could change it.
  public struct Anchor: Hashable, Sendable {
    /// The manifest's place in the chain.
    public var sequence: Int
    /// Its digest, in hexadecimal digits.
    public var sha256: String

    /// Makes an anchor.
    public init(sequence: Int, sha256: String) {
      self.sequence = sequence
      self.sha256 = sha256.lowercased()
    }

    /// Reads `12:0f3a…`, as `VerificationReport` gives both; nil for any other text.
    public init?(_ text: String) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let sequence = Int(parts[0]), sequence > 0, parts[1].count == 64,
        parts[1].allSatisfy(\.isHexDigit)
      else { return nil }
      self.init(sequence: sequence, sha256: String(parts[1]))
    }
  }

  let keys: [String: Ed25519.PublicKey]
  let anchors: [Anchor]
  private let notes: [String]

  /// - Parameters:
  ///   - keys: The keys that are trusted: the station's own, and those that it had before.
  ///   - anchors: Digests that the chain must still have.
  public init(keys: [Ed25519.PublicKey], anchors: [Anchor] = []) {
    self.init(keys: keys, anchors: anchors, notes: [])
  }

  init(keys: [Ed25519.PublicKey], anchors: [Anchor], notes: [String]) {
    self.keys = Dictionary(keys.map { ($0.fingerprint, $0) }, uniquingKeysWith: { first, _ in first })
    self.anchors = anchors
    self.notes = notes
  }

  /// Verifies a place: a folder with `manifests/` in it, a file `manifests/NNNNNNNN.json` of one, or an archive of a case.
  public func verify(_ place: URL) -> VerificationReport {
    var report = verified(place)
    report.notes = notes + report.notes
    return report
  }

  private func verified(_ place: URL) -> VerificationReport {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder) else {
      return VerificationReport(unreadable: place, "there is no such file or folder")
    }
    if isFolder.boolValue {
      let files = FolderFiles(root: place)
      return verify(files, place, isCase: files.has(CaseManifest.name))
    }
    if place.pathExtension == "json" { return verify(manifest: place) }
    do throws(EvidenceError) {
      let files = try ZipFiles(place)
      return verify(files, place, isCase: true)
    } catch {
      return VerificationReport(unreadable: place, error.message)
    }
  }

  /// Verifies a manifest and its files, without its place in a chain.
  private func verify(manifest place: URL) -> VerificationReport {
    let place = place.absoluteURL.standardizedFileURL
    let folder = place.deletingLastPathComponent()
    let name = "\(folder.lastPathComponent)/\(place.lastPathComponent)"
    guard let sequence = SealedManifest.sequence(of: name) else {
      return VerificationReport(
        unreadable: place,
        "is not named as a manifest is, \(SealedManifest.name(12)); verify it in its folder")
    }
    var verification = Verification(FolderFiles(root: folder.deletingLastPathComponent()), self)
    verification.report.kind = .manifest
    if let manifest = verification.readManifest(sequence) {
      verification.checkFiles(of: manifest, removed: [:])
    }
    verification.checkAnchors(required: false)
    verification.report.notes.append(
      "its place in the chain was not checked; verify the whole folder for that")
    return verification.report
  }

  private func verify(_ files: some EvidenceFiles, _ place: URL, isCase: Bool) -> VerificationReport {
    var verification = Verification(files, self)
    verification.report.kind = isCase ? .exportedCase : .folder
    do throws(EvidenceError) {
      let folderNames =
        if let folder = files as? FolderFiles, !isCase {
          folder.has(SealedManifest.folder) ? try folder.names(below: SealedManifest.folder) : []
        } else { try files.names() }
      if isCase {
        verification.checkCase(names: folderNames)
      } else {
        verification.checkFolder(names: folderNames)
      }
    } catch {
      return VerificationReport(unreadable: place, error.message)
    }
    return verification.report
  }
}

extension VerificationReport {
  init(unreadable place: URL, _ message: String) {
    findings = [VerificationFinding(code: .unreadable, place: place.path, message: message)]
  }
}
