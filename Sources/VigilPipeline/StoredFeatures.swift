public import VigilCore
import VigilTensorFiles

/// All features of one recording, on disk while they are scored, once or more often.
///
/// They lie in a file that has no name any more, and go with the value.
public struct StoredFeatures: Sendable {
  /// Where the snippets lie, in order.
  public let positions: [SnippetPosition]
  private let mapped: MappedNPY

  init(positions: [SnippetPosition], mapped: MappedNPY) {
    self.positions = positions
    self.mapped = mapped
  }

  /// The features of the snippet at a place in `positions`, [crops, featureSize].
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
