public import VigilCore
import VigilTensorFiles

/// All features of one recording, on disk while they are scored.
///
/// The file is unlinked and disappears with the value.
public struct StoredFeatures: Sendable {
  /// The positions of the snippets, in order.
  public let positions: [SnippetPosition]
  private let mapped: MappedNPY

  init(positions: [SnippetPosition], mapped: MappedNPY) {
    self.positions = positions
    self.mapped = mapped
  }

  /// The features of the snippet at an index of `positions`, [crops, featureSize].
  public func snippet(_ index: Int) -> Tensor {
    var features = mapped.rows(index..<index + 1)
    features.shape.removeFirst()
    return features
  }

  /// The features of one crop of all snippets, [snippets, featureSize].
  public func crop(_ crop: Int) -> Tensor {
    var features = mapped.columns(crop..<crop + 1)
    features.shape.removeFirst()
    return features
  }
}
