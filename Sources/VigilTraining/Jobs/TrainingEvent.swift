public import VigilTorch

/// What happens in a training of a detector.
public enum TrainingEvent: Sendable {
  /// So many of all videos have been read.
  case read(videos: Int, of: Int)
  /// The first step of this run is next, its number counted from 0, with this version of LibTorch.
  case began(TrainingSets, step: Int, of: Int, libTorch: String)
  /// So many of all steps have been made, with the terms of the loss before the last of them.
  case step(RTFMLoss.Terms, steps: Int, of: Int)
  /// The detector was measured, and whether it is the best so far on held-out videos.
  case validated(Validation, isBest: Bool)
  /// The detector seems to be dead or exploding: a sentence, once for each kind.
  case warned(String)
  /// Of several trainings that differ by their seed, this one is next: its seed, and its number, counted from 1.
  case seed(UInt64, number: Int, of: Int)
}
