public import Foundation
import Synchronization
import VigilCore
import VigilHashing

/// The manifests of a station, one after the other: each names the digest of the one before, so that none can be taken out
/// or put in between.
///
/// They lie in `manifests/` below the station's folder, `00000001.json` and its signature `00000001.sig`, and are never
/// changed or removed. One program at a time appends. All calls write to the disk before they return.
public final class EvidenceChain: Sendable {
  /// The station's folder, below which all files of manifests are.
  public let folder: URL
  private let station: String
  private let key: StationKey
  private let clock: @Sendable () -> ClockReading
  private let state: Mutex<State>

  private struct State {
    var sequence = 0
    var sha256: String?
  }

  /// Goes on after the newest manifest of a folder, or begins.
  ///
  /// - Parameters:
  ///   - folder: The station's folder, which must exist.
  ///   - station: The station's name, for people.
  ///   - clock: Read once a manifest.
  /// - Throws: `badManifest` if the newest manifest is damaged, `cannotRead`, `cannotWrite`.
  public init(
    folder: URL, station: String, key: StationKey, clock: @escaping @Sendable () -> ClockReading = { .now() }
  ) throws(EvidenceError) {
    self.folder = folder
    self.station = station
    self.key = key
    self.clock = clock
    let manifests = folder.appending(path: SealedManifest.folder)
    if mkdir(manifests.path, 0o755) != 0, errno != EEXIST {
      throw EvidenceError(
        .cannotWrite, "cannot make the folder \(manifests.path): \(String(cString: strerror(errno)))")
    }
    try NewFile.synchronize(folder)
    Neighbour.sweep(manifests)
    let files = FolderFiles(root: folder)
    guard let last = try files.names(below: SealedManifest.folder).compactMap(SealedManifest.sequence).max()
    else {
      state = Mutex(State())
      return
    }
    let sealed = try Self.read(last, in: files)
    // One of an older key cannot be checked here.
    let isOurs = sealed.manifest.key == key.publicKey.fingerprint
    guard !isOurs || key.publicKey.isSignature(sealed.signature, of: sealed.bytes) else {
      throw Self.damaged(last, in: files, "is not as it was signed")
    }
    state = Mutex(State(sequence: last, sha256: sealed.sha256))
  }

  /// The newest manifest's place in the chain; 0 before the first.
  public var lastSequence: Int { state.withLock { $0.sequence } }
  /// The newest manifest's digest in hexadecimal digits, which is worth noting elsewhere; nil before the first.
  public var lastSHA256: String? { state.withLock { $0.sha256 } }

  /// Signs and writes the manifest of an event.
  ///
  /// - Parameters:
  ///   - event: An event that ended.
  ///   - files: Its finished files; `EvidenceManifest.File.init(folder:name:kind:)` computes their digests.
  ///   - removed: Names of files of former manifests that the station removed by its own rules since the last manifest.
  ///   - model: What scored.
  /// - Throws: `refusedName`, `cannotWrite`. The chain is then as it was.
  @discardableResult
  public func append(
    _ event: EvidenceManifest.Event, files: [EvidenceManifest.File], removed: [String] = [],
    model: EvidenceManifest.Model?
  ) throws(EvidenceError) -> SealedManifest {
    try append(event: event, files: files, removed: removed, model: model)
  }

  /// Signs and writes that files of former manifests were removed by the station's own rules: for the time before a long
  /// quiet, or once a day. Without such a manifest, verification calls them missing.
  ///
  /// - Throws: as above.
  @discardableResult
  public func append(removed: [String]) throws(EvidenceError) -> SealedManifest {
    try append(event: nil, files: [], removed: removed, model: nil)
  }

  private func append(
    event: EvidenceManifest.Event?, files: [EvidenceManifest.File], removed: [String],
    model: EvidenceManifest.Model?
  ) throws(EvidenceError) -> SealedManifest {
    for name in files.map(\.name) + removed {
      if let fault = EvidenceName.fault(of: name) {
        throw EvidenceError(.refusedName, "\(EvidenceName.shown(name)) cannot be in a manifest: \(fault)")
      }
    }
    let reading = clock()
    return try state.withLock { (state) throws(EvidenceError) -> SealedManifest in
      let sealed = EvidenceManifest(
        station: station, key: key.publicKey.fingerprint, sequence: state.sequence + 1,
        previous: state.sha256,
        event: event, files: files, removed: removed, clock: reading, model: model,
        vigil: VigilVersion.current
      ).seal(key)
      guard sealed.bytes.count <= EvidenceManifest.mostBytes else {
        throw EvidenceError(
          .badManifest, "a manifest of \(sealed.bytes.count) bytes is too large; name fewer files in one")
      }
      let place = folder.appending(path: sealed.name)
      guard !FileManager.default.fileExists(atPath: place.path) else { throw taken(place) }
      // The signature first: a manifest that is there has one, whatever ends the program meanwhile.
      let signature = folder.appending(path: sealed.signatureName)
      unlink(signature.path)
      guard try NewFile.create(signature, sealed.signature), try NewFile.create(place, sealed.bytes) else {
        throw taken(place)
      }
      state = State(sequence: state.sequence + 1, sha256: sealed.sha256)
      return sealed
    }
  }

  /// Reads a manifest and checks that it is one; not its signature, which may be of an older key.
  static func read(_ sequence: Int, in files: FolderFiles) throws(EvidenceError) -> SealedManifest {
    let name = SealedManifest.name(sequence)
    do throws(EvidenceError) {
      let bytes = try files.contents(name, atMost: EvidenceManifest.mostBytes)
      let signature = try files.contents(SealedManifest.signatureName(sequence), atMost: 64)
      let manifest = try EvidenceManifest(canonicalBytes: bytes)
      guard manifest.sequence == sequence else {
        throw EvidenceError(.badManifest, "says that it is number \(manifest.sequence)")
      }
      return SealedManifest(manifest: manifest, bytes: bytes, signature: signature)
    } catch {
      throw damaged(sequence, in: files, error.message)
    }
  }

  private static func damaged(_ sequence: Int, in files: FolderFiles, _ what: String) -> EvidenceError {
    EvidenceError(
      .badManifest,
      "\(files.root.appending(path: SealedManifest.name(sequence)).path), or its signature, \(what); put both back from "
        + "a backup, or rename the folder \(SealedManifest.folder) to begin a new chain")
  }

  private func taken(_ place: URL) -> EvidenceError {
    EvidenceError(.cannotWrite, "\(place.path) came from elsewhere; is another vigil running on this folder?")
  }
}
