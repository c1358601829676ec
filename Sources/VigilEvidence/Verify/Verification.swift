import VigilHashing

/// A verification under way.
struct Verification {
  let files: any EvidenceFiles
  let verifier: EvidenceVerifier
  var report = VerificationReport()
  /// The digests of manifests that were read, by their places in the chain.
  var digests: [Int: String] = [:]

  init(_ files: some EvidenceFiles, _ verifier: EvidenceVerifier) {
    self.files = files
    self.verifier = verifier
  }

  mutating func find(_ code: VerificationFinding.Code, _ place: String, _ message: String) {
    report.findings.append(
      VerificationFinding(code: code, place: EvidenceName.printable(place), message: message))
  }

  /// Checks a file and the signature beside it.
  ///
  /// - Parameter names: the fingerprint of the key that the file says it is signed by.
  /// - Returns: whether a trusted key signed it, and that key is the one it names.
  mutating func isSigned(_ bytes: [UInt8], _ place: String, signature name: String, by fingerprint: String)
    -> Bool
  {
    let signature: [UInt8]
    do throws(EvidenceError) {
      signature = try files.contents(name, atMost: Ed25519.signatureCount)
    } catch {
      find(.wrongSignature, name, error.message)
      return false
    }
    guard let key = verifier.keys[fingerprint] else {
      let other = verifier.keys.values.first { $0.isSignature(signature, of: bytes) }
      if let other {
        find(.wrongSignature, place, "is signed by station \(other.stationID), but names another key")
      } else {
        find(
          .unknownKey, place,
          "names the key \(EvidenceName.printable(String(fingerprint.prefix(64)))), which is none of those trusted here; "
            + "give the station's public key with --key station.pem, from a source that you trust")
      }
      return false
    }
    guard key.isSignature(signature, of: bytes) else {
      find(
        .wrongSignature, place,
        "does not have a signature of station \(key.stationID); it or the signature was changed")
      return false
    }
    return true
  }

  /// Reads the manifest at a place in the chain.
  ///
  /// - Returns: nil if it is not one that a trusted key signed.
  mutating func readManifest(_ sequence: Int) -> EvidenceManifest? {
    let name = SealedManifest.name(sequence)
    do throws(EvidenceError) {
      let bytes = try files.contents(name, atMost: EvidenceManifest.mostBytes)
      let digest = SHA256.hexadecimal(of: bytes)
      digests[sequence] = digest
      let manifest = try EvidenceManifest(canonicalBytes: bytes)
      guard
        isSigned(bytes, name, signature: SealedManifest.signatureName(sequence), by: manifest.key)
      else { return nil }
      report.manifests += 1
      report.first = report.first ?? sequence
      (report.last, report.lastSHA256) = (sequence, digest)
      if let key = verifier.keys[manifest.key] { report.keys[key.stationID, default: 0] += 1 }
      guard manifest.sequence == sequence else {
        find(.renamedManifest, name, "is number \(manifest.sequence) of the chain; it was copied or renamed")
        return nil
      }
      return manifest
    } catch {
      find(error.code == .refusedName ? .refusedName : .unreadable, name, error.message)
      return nil
    }
  }

  /// Checks the files of a manifest that is signed.
  ///
  /// - Parameter removed: the manifests that say that a file was removed, by its name.
  mutating func checkFiles(of manifest: EvidenceManifest, removed: [String: Int]) {
    if manifest.event != nil { report.events += 1 }
    for file in manifest.files {
      if let fault = EvidenceName.fault(of: file.name) {
        find(
          .refusedName, SealedManifest.name(manifest.sequence),
          "names \(EvidenceName.shown(file.name)): \(fault)")
        continue
      }
      if !files.has(file.name), let later = removed[file.name], later > manifest.sequence {
        report.notes.append(
          "\(EvidenceName.printable(file.name)): removed by the station, as manifest \(later) says")
        continue
      }
      if isFile(file.name, file.bytes, file.sha256) {
        report.files += 1
        report.bytes += file.bytes
      }
    }
  }

  /// Whether a file has a size and a digest.
  mutating func isFile(_ name: String, _ bytes: Int64, _ sha256: String) -> Bool {
    guard files.has(name) else {
      find(.missingFile, name, "is missing")
      return false
    }
    do throws(EvidenceError) {
      let digest = try files.digest(name)
      guard digest.bytes == bytes else {
        find(.changedFile, name, "has \(digest.bytes) bytes, where \(bytes) were signed")
        return false
      }
      guard digest.sha256 == sha256 else {
        find(.changedFile, name, "is not the file that was signed; its contents were changed")
        return false
      }
      return true
    } catch {
      find(error.code == .refusedName ? .refusedName : .changedFile, name, error.message)
      return false
    }
  }

  /// Checks manifests against digests that were noted elsewhere.
  ///
  /// - Parameter required: whether a manifest that is not there is a finding, which it is not where only some were asked for.
  mutating func checkAnchors(required: Bool) {
    for anchor in verifier.anchors {
      let name = SealedManifest.name(anchor.sequence)
      guard let digest = digests[anchor.sequence] else {
        if required { find(.wrongAnchor, name, "is missing, though its digest was noted") }
        continue
      }
      if digest != anchor.sha256 { find(.wrongAnchor, name, "is not the manifest whose digest was noted") }
    }
  }
}
