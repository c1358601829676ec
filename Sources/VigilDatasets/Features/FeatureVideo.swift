public import Foundation
public import VigilTensorFiles

/// The features of one video, on disk.
public struct FeatureVideo: Sendable {
  /// The file.
  public var url: URL
  /// [snippets, crops, F].
  public var features: MappedNPY

  /// The file's name without its extension.
  public var name: String { url.deletingPathExtension().lastPathComponent }
}
