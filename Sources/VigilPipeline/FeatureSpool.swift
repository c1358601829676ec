import Foundation
import VigilCore
import VigilTensorFiles

/// The features of one video on disk while it is scored offline, so that a long recording needs little memory.
///
/// An hour is half a gigabyte at ten crops. The file disappears with the value.
struct FeatureSpool: ~Copyable {
  private let file: URL
  private var writer: NPYWriter?
  private(set) var positions: [SnippetPosition] = []

  init(rowShape: [Int], in folder: URL = .temporaryDirectory) throws(TensorFileError) {
    file = folder.appending(path: "vigil-\(UUID().uuidString).npy")
    writer = try NPYWriter(file, rowShape: rowShape)
  }

  deinit {
    try? FileManager.default.removeItem(at: file)
  }

  mutating func append(_ position: SnippetPosition, _ features: Tensor) throws(TensorFileError) {
    try writer?.append(features.values)
    positions.append(position)
  }

  /// Ends writing and lends a reader of one crop's features, [snippets, featureSize].
  mutating func finish() throws(TensorFileError) -> (_ crop: Int) -> Tensor {
    try writer.take()?.finish()
    let mapped = try MappedNPY(file)
    // Unlinked, it disappears with the mapping, however the program ends.
    try? FileManager.default.removeItem(at: file)
    return { crop in
      var features = mapped.columns(crop..<crop + 1)
      features.shape.removeFirst()
      return features
    }
  }
}
