public import Foundation
public import VigilTensorFiles

/// The features of normal and abnormal videos, on disk.
public struct FeatureSet: Sendable {
  /// One video.
  public struct Video: Sendable {
    /// Its file.
    public var url: URL
    /// [snippets, crops, F].
    public var features: MappedNPY

    /// The file's name without its extension.
    public var name: String { url.deletingPathExtension().lastPathComponent }
  }

  /// Videos without an anomaly.
  public let normal: [Video]
  /// Videos with one somewhere.
  public let abnormal: [Video]
  /// Views of each frame.
  public let crops: Int
  /// Size of a feature.
  public let size: Int

  init(normal: [Video], abnormal: [Video], crops: Int, size: Int) {
    self.normal = normal
    self.abnormal = abnormal
    self.crops = crops
    self.size = size
  }

  /// Opens files, reading only their headers.
  ///
  /// - Throws: `badData` that lists everything that is missing, damaged or shaped differently from the others.
  public init(normal: [URL], abnormal: [URL]) throws(TrainingError) {
    self = try TrainingSets(TrainingSets.Files(normal: normal, abnormal: abnormal)).training
  }
}
