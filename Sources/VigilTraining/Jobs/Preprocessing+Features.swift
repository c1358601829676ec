import Foundation
import VigilCore
import VigilDatasets
import VigilPreprocessing

extension Preprocessing {
  /// How features were made, as far as they record it: all must agree, and all must say it or none.
  ///
  /// - Parameters:
  ///   - normal: features of normal videos that are learned from.
  ///   - abnormal: features of abnormal videos that are learned from.
  ///   - others: features for validation and test.
  ///   - crops: how many the features have.
  ///   - preset: the user's; nil for that of the features, else rtfm.
  /// - Throws: `badData` that names all features that were made in another way; or if some do not say how they were made; or if
  ///   they have crops that no model takes, or were made with another preset than the user's.
  init(
    ofNormal normal: [URL], abnormal: [URL], others: [URL] = [], crops: Int, preset: Preset?
  ) throws {
    let files = normal + abnormal + others
    let found = files.compactMap { file in FeatureProvenance.beside(file).map { (file, $0.method) } }
    if let first = found.first {
      let differing = found.filter { $0.1 != first.1 }.map { "\($0.0.path) with \($0.1)" }
      guard differing.isEmpty else {
        throw TrainingError(
          .badData,
          "all features must be made with the same settings, but \(first.0.path) was made with \(first.1); \(differing.joinedComplaints())"
        )
      }
    }
    guard let count = CropCount(rawValue: crops) else {
      throw TrainingError(.badData, "the features have \(crops) crops; a model takes 1, 5 or 10")
    }
    let said = try found.first.map { try Preprocessing(name: $0.1.preprocessing) }
    if let said, let preset, said.preset != preset {
      throw TrainingError(
        .badData, "the features were made with \(said.name), not with --preset \(preset.rawValue)")
    }
    if let complaint = FeatureOrigins(normal: normal, abnormal: abnormal, others: others).complaint {
      throw TrainingError(.badData, complaint)
    }
    self.init(preset ?? said?.preset ?? .rtfm, crops: count)
  }
}
