public import Foundation
import VigilCore
public import VigilTensorFiles

/// Makes a model folder from published checkpoints.
public enum CheckpointImport {
  /// The result for one checkpoint.
  public struct Mapping: Hashable, Sendable {
    /// The name of the file.
    public var file: String
    /// The kind of file.
    public var container: Checkpoint.Container
    /// The naming scheme of its tensors.
    public var names: WeightNames
    /// The network it holds.
    public var architecture: Architecture
    /// The number of tensors taken.
    public var mapped: Int
    /// The tensors left out: classifiers, optimiser states and counters.
    public var ignored: [String]
    /// The plain values stored beside the weights, such as an epoch.
    public var metadata: [String: CheckpointValue]

    /// One line for people.
    public var line: String {
      let some = ignored.prefix(4).joined(separator: ", ") + (ignored.count > 4 ? ", …" : "")
      return "\(file): \(container.rawValue), \(names) names, \(architecture), \(mapped) tensors taken, "
        + "\(ignored.count) left out" + (ignored.isEmpty ? "" : " (\(some))")
    }
  }

  /// A new model folder and the sources of its weights.
  public struct Result: Sendable {
    /// The model.
    public var folder: ModelFolder
    /// One mapping for each network, in the order of the checkpoints.
    public var mappings: [Mapping]
  }

  /// Reads checkpoints one after another and writes their contents as a model folder.
  ///
  /// Nothing in a checkpoint is ever run. One network at a time is in memory.
  ///
  /// - Parameters:
  ///   - files: an extractor, a detector or both, in any order and in any public container; or one file with both.
  ///   - settings: the content of the manifest besides the networks.
  ///   - destination: the folder, whose name ends in `.vigil`.
  ///   - layout: the layout of an extractor whose names do not reveal it; 32x2 unless given.
  ///   - replace: whether a model folder already there may be replaced.
  /// - Throws: the error of the first unusable file; then nothing is written.
  public static func run(
    files: [URL], settings: ModelSettings, to destination: URL, layout: I3DNonLocal.Layout? = nil,
    replace: Bool = false
  ) throws(NetworksError) -> Result {
    guard !files.isEmpty else { throw NetworksError(.cannotRead, "no checkpoint was given to import") }
    var writer = try ModelFolderWriter(destination, replace: replace)
    var mappings: [Mapping] = []
    for file in files {
      let name = file.lastPathComponent
      do {
        mappings += try add(file, to: &writer, layout: layout)
      } catch {
        throw error.message.contains(name) ? error : NetworksError(error.code, "\(name): \(error.message)")
      }
    }
    return Result(folder: try writer.finish(settings), mappings: mappings)
  }

  private static func add(
    _ file: URL, to writer: inout ModelFolderWriter, layout: I3DNonLocal.Layout?
  ) throws(NetworksError) -> [Mapping] {
    let checkpoint: Checkpoint
    do {
      checkpoint = try Checkpoint.read(file)
    } catch {
      throw NetworksError(.cannotRead, error.message)
    }
    let recognized = try RecognizedWeights.all(in: checkpoint, layout: layout)
    for network in recognized { try network.weights.requireFinite() }
    let source = ModelManifest.Source(
      file: file.lastPathComponent, sha256: try RegularFile.sha256(of: file),
      container: checkpoint.container.rawValue)
    var mappings: [Mapping] = []
    for network in recognized {
      try writer.add(network.architecture, network.weights, source: source)
      mappings.append(
        Mapping(
          file: file.lastPathComponent, container: checkpoint.container, names: network.names,
          architecture: network.architecture, mapped: network.weights.tensors.count,
          ignored: network.ignored, metadata: checkpoint.metadata))
    }
    return mappings
  }
}

extension Weights {
  /// Refuses weights of a training that diverged: they would make every score non-finite.
  fileprivate func requireFinite() throws(NetworksError) {
    let broken = tensors.filter { !$0.value.values.allSatisfy(\.isFinite) }.keys.sorted()
    guard broken.isEmpty else {
      throw NetworksError(
        .weightsMismatch,
        "the weights are damaged: non-finite values in \(broken.joined(separator: ", "))")
    }
  }
}
