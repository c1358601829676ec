public import Foundation
import VigilCore
public import VigilDatasets
import VigilEvaluation
import VigilTensorFiles

/// All videos of a training: those it learns from, and held-out ones that it never learns from.
public struct TrainingSets: Sendable {
  /// The files of the sets.
  public struct Files: Sendable {
    /// The source of the videos that a checkpoint is chosen by.
    public enum Validation: Sendable {
      /// None.
      case none
      /// Held out from the training videos.
      case split(ValidationSplit)
      /// Given separately.
      case given(normal: [URL], abnormal: [URL])
    }

    /// Features of videos without an anomaly.
    public var normal: [URL]
    /// Features of videos with one somewhere.
    public var abnormal: [URL]
    /// The videos that a checkpoint is chosen by.
    public var validation: Validation
    /// The test set, for comparison with papers.
    public var test: TestSet.Files?

    /// Holds the files.
    public init(
      normal: [URL], abnormal: [URL], validation: Validation = .none, test: TestSet.Files? = nil
    ) {
      self.normal = normal
      self.abnormal = abnormal
      self.validation = validation
      self.test = test
    }
  }

  /// The training set.
  public let training: FeatureSet
  /// The videos that a checkpoint is chosen by.
  public let validation: FeatureSet?
  /// The test set, for comparison with papers.
  public let test: TestSet?

  /// Opens files. Of training videos only headers are read; those that are scored during training, for validation and test, are
  /// read once, for scores would hide a number that is not finite.
  ///
  /// - Throws: `TrainingError.badData` that lists everything that is missing, damaged, not finite, shaped differently from the
  ///   others, or given for two uses; the error of the ground truth if it does not fit the test set.
  public init(_ files: Files) throws(TrainingError) {
    var reader = FeatureReader()
    var (normal, abnormal) = (reader.open(files.normal), reader.open(files.abnormal))
    if files.normal.isEmpty {
      reader.complaints.append("there is no normal video; training needs both kinds")
    }
    if files.abnormal.isEmpty {
      reader.complaints.append("there is no abnormal video; training needs both kinds")
    }
    reader.separate(files.normal, "as normal", files.abnormal, "as abnormal")

    var held: (normal: [FeatureVideo], abnormal: [FeatureVideo])?
    switch files.validation {
    case .none: break
    case .split(let split):
      let (own, others) = (
        Self.split(normal, "normal", split, &reader), Self.split(abnormal, "abnormal", split, &reader)
      )
      (normal, abnormal) = (own.kept, others.kept)
      held = (own.held, others.held)
    case .given(let ownNormal, let ownAbnormal):
      held = (reader.open(ownNormal), reader.open(ownAbnormal))
      if ownNormal.isEmpty { reader.complaints.append("there is no normal video to validate on") }
      if ownAbnormal.isEmpty { reader.complaints.append("there is no abnormal video to validate on") }
      reader.separate(ownNormal, "as normal", ownAbnormal, "as abnormal")
    }
    let learned = (normal + abnormal).map(\.url)
    let chosen = ((held?.normal ?? []) + (held?.abnormal ?? [])).map(\.url)
    reader.separate(learned, "for training", chosen, "for validation")
    if let test = files.test {
      reader.separate(learned, "for training", test.features, "for the test")
      reader.separate(chosen, "for validation", test.features, "for the test")
    }
    do throws(EvaluationError) {
      test = if let test = files.test { try TestSet(test, &reader) } else { nil }
    } catch {
      reader.complaints.append(error.message)
      test = nil
    }
    reader.requireFinite((held?.normal ?? []) + (held?.abnormal ?? []) + (test?.videos ?? []))
    let (crops, size): (Int, Int)
    do throws(DatasetError) {
      (crops, size) = try reader.finish()
    } catch {
      throw TrainingError(.badData, error.message)
    }
    training = FeatureSet(normal: normal, abnormal: abnormal, crops: crops, size: size)
    validation = held.map { FeatureSet(normal: $0.normal, abnormal: $0.abnormal, crops: crops, size: size) }
  }

  /// A fingerprint of all videos, their lengths and order; a resumed training must
  /// match it.
  public var fingerprint: String {
    let parts = [
      training.normal, training.abnormal, validation?.normal ?? [], validation?.abnormal ?? [],
      test?.videos ?? [],
    ]
    let text = parts.map { part in
      part.map { "\($0.url.lastPathComponent) \($0.features.rowCount)\n" }.joined()
    }.joined(separator: "\n")
    return String(DeterministicValues.fnv1a64(text), radix: 16)
  }

  private static func split(
    _ videos: [FeatureVideo], _ kind: String, _ split: ValidationSplit, _ reader: inout FeatureReader
  ) -> (kept: [FeatureVideo], held: [FeatureVideo]) {
    guard videos.count >= 2 else {
      reader.complaints.append(
        "holding videos out needs at least two \(kind) videos, not \(videos.count)")
      return (videos, [])
    }
    let places = split.heldOut(of: videos.map(\.name))
    return (
      videos.indices.filter { !places.contains($0) }.map { videos[$0] }, places.sorted().map { videos[$0] }
    )
  }
}
