public import Foundation
import VigilCore
public import VigilNetworks
import VigilTensorFiles
public import VigilTorch

/// A resumable training: settings, weights, Adam's moments and the best checkpoint so far, in one file.
public struct TrainingState: Sendable {
  /// The hyperparameters.
  public var settings: TrainingSettings
  /// The current weights.
  public var weights: Weights
  /// The state of Adam.
  public var adam: Adam.State
  /// The results of validations so far.
  public var summary: ValidationSummary
  /// The weights of the best checkpoint on held-out videos; nil if there is none.
  public var best: Weights?

  /// Holds a state.
  public init(
    settings: TrainingSettings, weights: Weights, adam: Adam.State,
    summary: ValidationSummary = ValidationSummary(), best: Weights? = nil
  ) {
    self.settings = settings
    self.weights = weights
    self.adam = adam
    self.summary = summary
    self.best = best
  }

  private static let settingsKey = "vigil.training.settings"
  /// What `settingsKey` was once, still read so that a training begun then can be resumed.
  private static let formerSettingsKey = "vigil.training.plan"
  private static let stepsKey = "vigil.training.steps"
  private static let summaryKey = "vigil.training.validation"

  /// Reads a state.
  ///
  /// - Throws: `badState`.
  public init(reading url: URL) throws(TrainingError) {
    let checkpoint: Checkpoint
    do {
      checkpoint = try Safetensors.read(url)
    } catch {
      throw TrainingError(.badState, error.message)
    }
    let stored = checkpoint.metadata[Self.settingsKey] ?? checkpoint.metadata[Self.formerSettingsKey]
    guard case .text(let settingsText)? = stored,
      let settings = try? JSONDecoder().decode(TrainingSettings.self, from: Data(settingsText.utf8)),
      case .text(let stepsText)? = checkpoint.metadata[Self.stepsKey], let steps = Int(stepsText)
    else { throw TrainingError(.badState, "\(url.path) is not a training state") }
    self.settings = settings
    summary = ValidationSummary()
    if case .text(let text)? = checkpoint.metadata[Self.summaryKey] {
      guard let found = try? JSONDecoder().decode(ValidationSummary.self, from: Data(text.utf8)) else {
        throw TrainingError(.badState, "\(url.path) lacks the results of its validations")
      }
      summary = found
    }
    var (weights, first, second): ([String: Tensor], [String: Tensor], [String: Tensor]) = ([:], [:], [:])
    var best: [String: Tensor] = [:]
    for named in checkpoint.tensors {
      let name = String(named.name.dropFirst(2))
      switch named.name.prefix(2) {
      case "w:": weights[name] = named.tensor
      case "m:": first[name] = named.tensor
      case "v:": second[name] = named.tensor
      case "b:": best[name] = named.tensor
      default:
        throw TrainingError(.badState, "\(url.path) has a tensor \(named.name) that does not belong there")
      }
    }
    guard best.isEmpty == (summary.picked == nil) else {
      throw TrainingError(.badState, "\(url.path) lacks the best checkpoint, or the validation that chose it")
    }
    self.weights = Weights(weights)
    self.best = best.isEmpty ? nil : Weights(best)
    adam = Adam.State(steps: steps, first: first, second: second)
  }

  /// Compares the videos with those that the training was begun with.
  ///
  /// - Throws: `badState`: with other videos, held-out ones may have been trained on.
  public func verify(_ sets: TrainingSets) throws(TrainingError) {
    guard [nil, sets.fingerprint].contains(settings.videos) else {
      throw TrainingError(
        .badState,
        "the videos are not those that the training was begun with; give the same ones in the same order, for validation and "
          + "test too")
    }
  }

  /// Writes the state; the file appears once it is complete.
  ///
  /// - Throws: `cannotWrite`.
  public func write(to url: URL) throws(TrainingError) {
    var tensors = weights.tensors.map { NamedTensor(name: "w:\($0.key)", tensor: $0.value) }
    tensors += adam.first.map { NamedTensor(name: "m:\($0.key)", tensor: $0.value) }
    tensors += adam.second.map { NamedTensor(name: "v:\($0.key)", tensor: $0.value) }
    tensors += (best?.tensors ?? [:]).map { NamedTensor(name: "b:\($0.key)", tensor: $0.value) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do {
      let settings = String(decoding: try encoder.encode(settings), as: UTF8.self)
      let summary = String(decoding: try encoder.encode(summary), as: UTF8.self)
      try Safetensors.write(
        tensors,
        metadata: [Self.settingsKey: settings, Self.stepsKey: "\(adam.steps)", Self.summaryKey: summary],
        to: url)
    } catch {
      throw TrainingError(.cannotWrite, error.explanation)
    }
  }
}
