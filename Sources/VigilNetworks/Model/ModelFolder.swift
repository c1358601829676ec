public import Foundation
import VigilCore
import VigilTensorFiles

/// A model on disk: a folder `NAME.vigil` with `manifest.json` and the weights of its networks.
///
/// Opening one reads only the manifest; weights are read, and checked against their hashes, on demand.
public struct ModelFolder: Hashable, Sendable {
  /// Where the folder is.
  public let url: URL
  /// Its manifest, validated.
  public let manifest: ModelManifest

  /// Opens a model.
  ///
  /// - Throws: `cannotRead` if there is no manifest, `badManifest` if it is damaged, newer or malicious.
  public init(reading url: URL) throws(NetworksError) {
    self.url = url
    manifest = try ModelManifest(reading: url.appending(path: Self.manifestName))
  }

  static let manifestName = "manifest.json"

  /// The extractor for snippets of a given size; see `Architecture.extractorGraph` for the sizes.
  ///
  /// - Throws: `noSuchNetwork` if the model has none; `hashMismatch` if the weights were changed since they
  ///   were written; `weightsMismatch` if they do not fit; `cannotRead`.
  public func extractor(
    frames: Int? = nil, frameHeight: Int = 224, frameWidth: Int = 224
  ) throws(NetworksError) -> Network {
    let entry = try entry(.extractor)
    let graph = try entry.extractorGraph(frames: frames, frameHeight: frameHeight, frameWidth: frameWidth)
    return try network(graph, of: entry)
  }

  /// The detector.
  ///
  /// - Throws: as `extractor` does.
  public func detector() throws(NetworksError) -> Network {
    let entry = try entry(.detector)
    return try network(entry.graph(), of: entry)
  }

  /// The manifest's entry for the network with a role.
  ///
  /// Its `sha256` and a graph make a `NetworkIdentity` without reading the weights.
  ///
  /// - Throws: `noSuchNetwork`.
  public func entry(_ role: Architecture.Role) throws(NetworksError) -> ModelManifest.Entry {
    guard let entry = manifest[role] else { throw missing(role) }
    return entry
  }

  /// The same model with other settings, written to its manifest atomically.
  ///
  /// - Throws: `badManifest` if a setting is out of range, `cannotWrite`.
  public func changing(_ settings: ModelSettings) throws(NetworksError) -> ModelFolder {
    if let complaint = settings.complaint { throw NetworksError(.badManifest, complaint) }
    var manifest = manifest
    manifest.settings = settings
    do {
      try AtomicFile.write(manifest.json(), to: url.appending(path: Self.manifestName))
    } catch {
      throw NetworksError(.cannotWrite, error.message)
    }
    return try ModelFolder(reading: url)
  }

  private func missing(_ role: Architecture.Role) -> NetworksError {
    NetworksError(
      .noSuchNetwork,
      "\(url.lastPathComponent) has no \(role.rawValue); import both checkpoints together, or choose another model"
    )
  }

  private func network(_ graph: Graph, of entry: ModelManifest.Entry) throws(NetworksError) -> Network {
    let network = try Network(graph, weights(of: entry))
    try entry.quantization?.verify(network)
    return network
  }

  private func weights(of entry: ModelManifest.Entry) throws(NetworksError) -> Weights {
    let file = url.appending(path: entry.file)
    let found = try RegularFile.sha256(of: file)
    guard found == entry.sha256 else {
      throw NetworksError(
        .hashMismatch,
        "\(file.path) is not the file that the manifest describes: its sha256 is \(found), "
          + "expected \(entry.sha256); import the checkpoint again")
    }
    do {
      let checkpoint = try Safetensors.read(file)
      return Weights(Dictionary(uniqueKeysWithValues: checkpoint.tensors.map { ($0.name, $0.tensor) }))
    } catch {
      throw NetworksError(.cannotRead, error.message)
    }
  }
}
