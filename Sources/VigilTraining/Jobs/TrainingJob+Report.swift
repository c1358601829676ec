import Foundation
import VigilCore
import VigilDatasets
import VigilInference
import VigilNetworks
import VigilPreprocessing
import VigilReport
import VigilTorch

extension TrainingJob {
  /// Writes the page with everything in the log.
  func writePage(
    _ run: TrainingRun, _ sets: TrainingSets, _ preprocessing: Preprocessing, _ warnings: [String],
    libTorch: String
  ) throws {
    var report = TrainingReport(
      model: configuration.destination.model.lastPathComponent, totalSteps: run.settings.steps,
      picked: run.summary.picked.map(Self.checkpoint),
      bestOnTest: run.summary.bestOnTest.map(Self.checkpoint),
      tables: [
        settingsTable(run.settings), dataTable(sets, run.settings, preprocessing), runTable(libTorch),
      ],
      vigil: VigilVersion.current)
    report.warnings = warnings
    try folder.forEachRecord { report.add($0) }
    try report.write(to: folder.report)
  }

  /// How the weights that are kept came about, for the manifest of the model.
  func provenance(_ run: TrainingRun, _ sets: TrainingSets, libTorch: String) -> TrainingProvenance {
    let (settings, kept) = (run.settings, run.summary.honest)
    let measures = [("video_auc", kept?.videoAUC), ("test_auc", kept?.testAUC)]
    return TrainingProvenance(
      recipe: "rtfm", steps: run.summary.picked?.steps ?? run.steps, totalSteps: settings.steps,
      seed: settings.seed,
      settings: [
        "videos_per_class": Double(settings.videosPerClass), "learning_rate": settings.learningRate,
        "final_rate": settings.finalLearningRateShare, "weight_decay": settings.weightDecay,
        "dropout": settings.dropout, "segments": Double(settings.segments),
      ],
      normalVideos: sets.training.normal.count, abnormalVideos: sets.training.abnormal.count,
      heldOutVideos: sets.validation.map { $0.normal.count + $0.abnormal.count }, videos: sets.fingerprint,
      startedFrom: configuration.start?.name,
      measures: Dictionary(
        uniqueKeysWithValues: measures.compactMap { name, value in value.map { (name, $0) } }),
      programs: ["vigil \(VigilVersion.current)", "LibTorch \(libTorch)"])
  }

  private static func checkpoint(_ found: Validation) -> TrainingReport.Checkpoint {
    TrainingReport.Checkpoint(steps: found.steps, videoAUC: found.videoAUC, testAUC: found.testAUC)
  }

  private func settingsTable(_ settings: TrainingSettings) -> TrainingReport.Table {
    func number(_ value: Double) -> String { NumberText.trimmed(value, decimals: 6) }
    return TrainingReport.Table(
      "Settings",
      [
        ("steps", NumberText.grouped(settings.steps)),
        ("a step", "\(settings.videosPerClass) normal and \(settings.videosPerClass) abnormal videos"),
        (
          "learning rate",
          number(settings.learningRate)
            + (settings.finalLearningRateShare == 1
              ? ", constant" : " to \(number(settings.learningRate * settings.finalLearningRateShare))")
        ),
        ("weight decay", number(settings.weightDecay)), ("dropout", number(settings.dropout)),
        ("segments", "\(settings.segments), of which \(settings.loss.selected) stand for a video"),
        ("seed", "\(settings.seed)"),
        ("validation", settings.validation.map { "every \(NumberText.count($0.every, "step"))" } ?? "none"),
      ])
  }

  private func dataTable(
    _ sets: TrainingSets, _ settings: TrainingSettings, _ preprocessing: Preprocessing
  ) -> TrainingReport.Table {
    func text(_ set: FeatureSet) -> String {
      "\(NumberText.grouped(set.normal.count)) normal, \(NumberText.grouped(set.abnormal.count)) abnormal"
    }
    var rows = [("learned from", text(sets.training))]
    if let held = sets.validation {
      let share = settings.validation?.share.map { ", \(NumberText.trimmed($0 * 100, decimals: 1)) % of all" }
      rows.append(("held out", text(held) + (share ?? ", given")))
    }
    if let test = sets.test {
      rows.append(("test set", NumberText.count(test.videos.count, "video")))
      rows += test.notes.map { ("note", $0) }
    }
    rows.append(
      ("features", "\(sets.training.size) for each of \(NumberText.count(sets.training.crops, "crop"))"))
    rows.append(("preset", preprocessing.preset.rawValue))
    return TrainingReport.Table("Data", rows.map { (name: $0.0, value: $0.1) })
  }

  private func runTable(_ libTorch: String) -> TrainingReport.Table {
    TrainingReport.Table(
      "Run",
      [
        ("Vigil", VigilVersion.current), ("LibTorch", libTorch),
        ("computed on", configuration.device.rawValue),
        ("machine", Machine.current.line),
      ])
  }
}
