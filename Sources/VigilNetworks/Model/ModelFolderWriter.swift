public import Foundation
import VigilCore
import VigilTensorFiles

/// Writes a model folder, one network after another; it appears in its place once it is complete.
///
/// If the value goes out of scope before `finish`, the partial folder is removed.
public struct ModelFolderWriter: ~Copyable {
  /// The metadata key in a weights file that names its network, since tensor names do not reveal a layout.
  static let architectureKey = "architecture"

  private let place: Neighbour
  private let replace: Bool
  private var entries: [ModelManifest.Entry] = []

  /// Begins a folder beside its final place.
  ///
  /// - Parameters:
  ///   - destination: the folder to create, whose name ends in `.vigil`.
  ///   - replace: whether a model folder that is already there may be replaced; another folder never is.
  /// - Throws: `cannotWrite`.
  public init(_ destination: URL, replace: Bool = false) throws(NetworksError) {
    guard destination.pathExtension == "vigil" else {
      throw NetworksError(
        .cannotWrite, "a model folder's name ends in .vigil; write to \(destination.path).vigil instead")
    }
    try Self.requireFree(destination, replace: replace)
    let place = Neighbour(of: destination)
    do {
      try FileManager.default.createDirectory(at: place.url, withIntermediateDirectories: true)
    } catch {
      throw NetworksError(
        .cannotWrite,
        "cannot write beside \(destination.path): \(error.explanation); check the folder's permissions"
      )
    }
    self.place = place
    self.replace = replace
  }

  deinit {
    place.remove()
  }

  /// Writes a network's weights.
  ///
  /// - Parameters:
  ///   - source: the checkpoint they came from, if any.
  ///   - quantization: how the network is quantised to 8-bit integers, if it is.
  ///   - training: how the weights were trained, if they were trained here.
  /// - Throws: `weightsMismatch` if they do not fit, or the role is taken; `badManifest` if the quantisation does not
  ///   fit; `cannotWrite`.
  public mutating func add(
    _ architecture: Architecture, _ weights: Weights, source: ModelManifest.Source? = nil,
    quantization: Quantization? = nil, training: TrainingProvenance? = nil
  ) throws(NetworksError) {
    var graph = architecture.graph
    let parameters = graph.parameterCount
    if let quantization { graph = try graph.quantized(by: quantization) }
    try weights.verify(for: graph)
    let role = architecture.role
    if let other = entries.first(where: { $0.architecture.role == role }) {
      throw NetworksError(
        .weightsMismatch,
        "a model has one \(role.rawValue), but \(other.source?.file ?? "one network") and "
          + "\(source?.file ?? "another") both are; leave one out")
    }
    let file = "\(role.rawValue).safetensors"
    let weightsFile = place.url.appending(path: file)
    do {
      try Safetensors.write(
        weights.tensors.map { NamedTensor(name: $0.key, tensor: $0.value) },
        bytes: Set(graph.parameters.filter { $0.role == .levels }.map(\.name)),
        metadata: [Self.architectureKey: architecture.identifier], to: weightsFile)
    } catch {
      throw NetworksError(.cannotWrite, error.message)
    }
    entries.append(
      ModelManifest.Entry(
        architecture: architecture, file: file, sha256: try RegularFile.sha256(of: weightsFile),
        parameters: parameters, source: source, quantization: quantization, training: training))
  }

  /// Writes the manifest and moves the folder into place.
  ///
  /// - Throws: `badManifest` if a setting is out of range, `cannotWrite`.
  public consuming func finish(_ settings: ModelSettings) throws(NetworksError) -> ModelFolder {
    if let complaint = settings.complaint { throw NetworksError(.badManifest, complaint) }
    precondition(!entries.isEmpty, "a model has at least one network")
    let manifest = ModelManifest(
      format: ModelManifest.currentFormat, networks: entries, settings: settings)
    do {
      try AtomicFile.write(manifest.json(), to: place.url.appending(path: ModelFolder.manifestName))
    } catch {
      throw NetworksError(.cannotWrite, error.message)
    }
    let destination = place.destination
    try Self.requireFree(destination, replace: replace)

    // A folder cannot be renamed onto a non-empty one: the old one steps aside, and back if the new one fails.
    let old = Neighbour(of: destination, "old")
    let hadOld = rename(destination.path, old.url.path) == 0
    do {
      try place.moveIntoPlace()
    } catch {
      if hadOld { try? old.moveIntoPlace() }
      throw NetworksError(.cannotWrite, error.message)
    }
    if hadOld { old.remove() }
    return try ModelFolder(reading: destination)
  }

  /// Only a model may be at the destination, and only if it is to be replaced.
  private static func requireFree(_ destination: URL, replace: Bool) throws(NetworksError) {
    guard FileManager.default.fileExists(atPath: destination.path) else { return }
    guard replace else {
      throw NetworksError(
        .cannotWrite, "\(destination.path) is already there; replace it or choose another name")
    }
    let manifest = destination.appending(path: ModelFolder.manifestName)
    guard FileManager.default.fileExists(atPath: manifest.path) else {
      throw NetworksError(
        .cannotWrite, "\(destination.path) is not a model folder and will not be replaced; move it away")
    }
  }
}
