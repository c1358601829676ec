import Foundation
import VigilCore

/// The first layers of a video network for `FastStem`: a name for their exact contents, and a way to get them.
public struct PortableStem: Sendable {
  /// The weights of the layers, with the batch norm folded into them.
  public struct Weights: Sendable, Hashable {
    /// [channels, 3, 5, 7, 7].
    public let convolution: [Float]
    /// [channels].
    public let bias: [Float]

    /// Holds weights.
    ///
    /// - Precondition: there are 735 weights for each bias, and a multiple of 16 biases.
    public init(convolution: [Float], bias: [Float]) {
      precondition(
        !bias.isEmpty && bias.count.isMultiple(of: 16) && convolution.count == bias.count * 735,
        "a stem needs 3x5x7x7 weights for each channel, and a multiple of 16 channels")
      self.convolution = convolution
      self.bias = bias
    }
  }

  /// A digest of the layers and their weights, as in `PortableNetwork`.
  public var identity: String
  /// The extents of a snippet, [3, frames, height, width].
  public let snippetShape: [Int]
  /// Reads or computes the weights; called only if they are not cached under `identity`.
  public var weights: @Sendable () throws -> Weights

  /// Makes a portable stem.
  ///
  /// - Precondition: the number of frames is a multiple of 4 and at least 8, and the sides are at least 8.
  public init(identity: String, snippetShape: [Int], weights: @escaping @Sendable () throws -> Weights) {
    precondition(
      snippetShape.count == 4 && snippetShape[0] == 3 && snippetShape[1].isMultiple(of: 4)
        && snippetShape.dropFirst().allSatisfy { $0 >= 8 }, "a stem does not take snippets of \(snippetShape)"
    )
    self.identity = identity
    self.snippetShape = snippetShape
    self.weights = weights
  }

  /// The weights from the cache, or from their source and then into the cache.
  func weights(_ cache: ModelCache?) throws(InferenceError) -> Weights {
    let key = "stem-\(identity)"
    if let entry = cache?.entry(key), let kept = Weights(bytes: entry.blob) { return kept }
    let made: Weights
    do {
      made = try weights()
    } catch {
      throw InferenceError(
        .modelNotFound,
        "cannot read the weights of the first layers: \(error.explanation)")
    }
    if let cache { try Self.store(made, in: cache, key: key) }
    return made
  }

  private static func store(_ weights: Weights, in cache: ModelCache, key: String) throws(InferenceError) {
    try cache.withWorkFolder { (folder) throws(InferenceError) in
      let file = folder.appending(path: "stem")
      do {
        try (weights.bias + weights.convolution).withUnsafeBytes { try Data($0).write(to: file) }
      } catch {
        throw cache.unwritable(error.explanation)
      }
      try cache.store(file, key: key)
    }
  }
}

extension PortableStem.Weights {
  /// Weights as cached: the biases, then the convolution; nil if the number of bytes is wrong.
  fileprivate init?(bytes: UnsafeRawBufferPointer) {
    let channels = bytes.count / (736 * MemoryLayout<Float>.stride)
    guard channels > 0, channels.isMultiple(of: 16),
      bytes.count == channels * 736 * MemoryLayout<Float>.stride
    else { return nil }
    let values = (0..<channels * 736).map {
      bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Float>.stride, as: Float.self)
    }
    self.init(convolution: Array(values[channels...]), bias: Array(values[..<channels]))
  }
}
