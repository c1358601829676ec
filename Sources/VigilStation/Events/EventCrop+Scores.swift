import VigilCore
import VigilPipeline
import VigilPreprocessing
import VigilStore

extension EventCrop {
  /// The crops of a snippet with their scores; none where they are not known, or a score is no number.
  static func all(of score: SnippetScore, _ crops: [SnippetCrop]?) -> [EventCrop] {
    guard let crops, crops.count == score.cropScores.count, score.cropScores.allSatisfy(\.isFinite) else {
      return []
    }
    return zip(crops, score.cropScores).map { crop, score in
      EventCrop(
        x: crop.place.x, y: crop.place.y, width: crop.place.width, height: crop.place.height,
        isMirrored: crop.place.isMirrored, score: score, copyOf: crop.copyOf)
    }
  }
}
