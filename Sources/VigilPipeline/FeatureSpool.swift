public import Foundation
public import VigilCore
public import VigilTensorFiles

/// Writes the features of one recording to disk while they are extracted, so that a long one needs little memory.
///
/// An hour is half a gigabyte at ten crops. The file disappears with the value, or with the `StoredFeatures` it gives.
public struct FeatureSpool: ~Copyable {
  private let file: URL
  private var writer: NPYWriter?
  /// The positions of the snippets written so far.
  public private(set) var positions: [SnippetPosition] = []

  /// Creates an empty file.
  ///
  /// - Parameters:
  ///   - rowShape: the shape of one snippet's features, [crops, featureSize].
  ///   - folder: a folder on a disk with room for it.
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

  /// Ends writing and returns the features; nothing can be appended afterwards.
  public mutating func finish() throws(TensorFileError) -> StoredFeatures {
    try writer.take()?.finish()
    let mapped = try MappedNPY(file)
    // Unlinked, it disappears with the mapping, however the program ends.
    try? FileManager.default.removeItem(at: file)
    return StoredFeatures(positions: positions, mapped: mapped)
  }
}
