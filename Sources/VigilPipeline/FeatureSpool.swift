public import Foundation
public import VigilCore
public import VigilTensorFiles

/// Writes the features of one recording to disk while they are extracted, so that a long one needs little memory.
///
/// An hour is half a gigabyte at ten crops. The file goes with the value, or with the features that it lends.
public struct FeatureSpool: ~Copyable {
  private let file: URL
  private var writer: NPYWriter?
  /// Where the snippets lie that were written so far.
  public private(set) var positions: [SnippetPosition] = []

  /// Begins a file without snippets.
  ///
  /// - Parameters:
  ///   - rowShape: the shape of one snippet's features, [crops, featureSize].
  ///   - folder: where there is room for it.
  public init(rowShape: [Int], in folder: URL = .temporaryDirectory) throws(TensorFileError) {
    file = folder.appending(path: "vigil-\(UUID().uuidString).npy")
    writer = try NPYWriter(file, rowShape: rowShape)
  }

  deinit {
    try? FileManager.default.removeItem(at: file)
  }

  /// Writes the features of the next snippet, [crops, featureSize].
  public mutating func append(
    _ position: SnippetPosition, _ features: Tensor
  ) throws(TensorFileError) {
    try writer?.append(features.values)
    positions.append(position)
  }

  /// Ends writing and gives what was written; nothing can be appended after it.
  public mutating func finish() throws(TensorFileError) -> StoredFeatures {
    try writer.take()?.finish()
    let mapped = try MappedNPY(file)
    // Without a name it goes with the mapping, however the program ends.
    try? FileManager.default.removeItem(at: file)
    return StoredFeatures(positions: positions, mapped: mapped)
  }
}
