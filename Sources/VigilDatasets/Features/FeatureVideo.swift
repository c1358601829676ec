public import Foundation
import VigilCore

/// The features of one video, on disk.
public struct FeatureVideo: Sendable {
  /// The file; of features with one for each crop, the first.
  public var url: URL
  /// [snippets, crops, F].
  public var features: VideoFeatures

  /// Names features that were opened.
  public init(url: URL, features: VideoFeatures) {
    self.url = url
    self.features = features
  }

  /// The name of the video, without folders, extension and what publishers of features add to it.
  public var name: String {
    let stem = VideoName.stem(url.lastPathComponent)
    // A video may itself be called NAME__0, and its features then are in one file.
    let isCrop = features.isOneFilePerCrop && VideoName.crop(of: stem) != nil
    return isCrop || stem.hasSuffix("_i3d") ? VideoName.ofFeatures(stem) : stem
  }

  /// Where the first number lies that is not finite, as a complaint; nil if there is none. Reads all numbers.
  public var nonFiniteComplaint: String? {
    features.firstNonFinite().map { place in
      "\(url.path) has non-finite values (NaN or infinity), first in snippet \(place.snippet), crop \(place.crop); "
        + "extract it again"
    }
  }
}
