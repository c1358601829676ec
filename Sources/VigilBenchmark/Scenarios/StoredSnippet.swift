public import Foundation
public import VigilCore
public import VigilPreprocessing

/// A snippet and the extractor that is to score it, in one file for a machine with nothing of Vigil but the LibTorch plug-in.
///
/// The network comes without weights: each tensor's values follow from its name, as speed does not depend on them.
public struct StoredSnippet: Sendable {
  /// A tensor of the network, whose values are `offset + factor * u` with u from `DeterministicValues.uniform` of its name.
  public struct TensorRule: Sendable {
    var name: String
    var offset, factor: Float
    var shape: [Int]

    /// Makes a tensor.
    public init(name: String, offset: Float, factor: Float, shape: [Int]) {
      self.name = name
      self.offset = offset
      self.factor = factor
      self.shape = shape
    }
  }

  private let model: String
  private let program: NetworkProgram
  private let tensors: [TensorRule]
  private let snippet: PreparedSnippet

  /// Combines a snippet with a network.
  ///
  /// - Throws: `badFile` if the preset does not keep frames in 8 bits.
  public init(
    _ snippet: PreparedSnippet, model: String, program: NetworkProgram, tensors: [TensorRule]
  ) throws(BenchmarkError) {
    guard snippet.frames.allSatisfy({ $0.pixels != nil }) else {
      throw BenchmarkError(
        .badFile,
        "the preset \(snippet.preprocessing.preset.rawValue) resizes to floats, which are not stored; add --preset rtfm"
      )
    }
    (self.snippet, self.model, self.program, self.tensors) = (snippet, model, program, tensors)
  }

  /// Writes the file atomically: lines of text up to `end`, then the frames, planar RGB in 8 bits.
  public func write(to file: URL) throws(CoreError) {
    let (preprocessing, frames) = (snippet.preprocessing, snippet.frames)
    let region = frames[0].region
    var lines = [
      "vigil stored snippet 1", "model \(model)", "preprocessing \(preprocessing.name)",
      "frames \(region.height) \(region.width)",
      "cut \(preprocessing.cropHeight) \(preprocessing.cropWidth)",
      "scale " + preprocessing.scale.table.map { "\($0)" }.joined(separator: " "),
    ]
    for origin in preprocessing.cropOrigins(width: frames[0].width, height: frames[0].height) {
      // Column x of the mirrored frame is column width - 1 - x of the frame.
      let left = origin.mirrored ? frames[0].width - preprocessing.cropWidth - origin.x : origin.x
      lines.append("crop \(left - region.x) \(origin.y - region.y) \(origin.mirrored ? 1 : 0)")
    }
    lines += tensors.map { tensor in
      "tensor \(tensor.name) \(tensor.offset) \(tensor.factor) "
        + tensor.shape.map(String.init).joined(separator: " ")
    }
    var data = Data((lines.joined(separator: "\n") + "\n" + program.text + "end\n").utf8)
    for frame in frames { data += frame.pixels ?? [] }
    try AtomicFile.write(data, to: file)
  }
}
