import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilEvaluation
import VigilNetworks
import VigilTensorFiles
import VigilTestSupport
import VigilTorch
import VigilTraining

@Suite(.enabled(if: plugin != nil, "the LibTorch plug-in is not built: scripts/build-torch"), .serialized)
struct `A detector in training` {
  let torch: TorchPlugin
  let folder: TemporaryFolder

  init() throws {
    torch = try TorchPlugin(threads: 1)
    folder = try TemporaryFolder()
  }

  /// So different that a few steps are enough.
  var videos: TrainingVideos { TrainingVideos(folder: folder, strength: 1.2) }

  func settings(_ steps: Int, every: Int) -> TrainingSettings {
    var settings = TrainingSettings.rtfm
    settings.videosPerClass = 4
    settings.steps = steps
    settings.validation = ValidationSettings(every: every, share: 0.25)
    return settings
  }

  /// A share held out, and a test set with labels.
  func sets() throws -> TrainingSets {
    let (normal, abnormal) = try videos.files(count: 12)
    let test = try (0..<10).map { try videos.video("test\($0)", isAbnormal: $0 % 2 == 0) }
    let labels = test.flatMap { $0.labels.flatMap { Array(repeating: Float($0 ? 1 : 0), count: 16) } }
    return try TrainingSets(
      TrainingSets.Files(
        normal: normal, abnormal: abnormal, validation: .split(ValidationSplit(share: 0.25, seed: 1)),
        test: TestSet.Files(features: test.map(\.url), truth: .labels(labels))))
  }

  func pooled(_ sets: TrainingSets, _ name: String = "pooled.npy") throws -> URL {
    let url = folder.appending(name)
    try TrainingRun.pool(sets.training, segments: 32, to: url)
    return url
  }

  @Test func `rises above 0.95, and the best checkpoint is kept bit for bit`() throws {
    let sets = try sets()
    let pooled = try pooled(sets)
    let run = try TrainingRun(sets, pooled: pooled, settings: settings(50, every: 10), plugin: torch)
    var found: [Validation] = []
    while true {
      if run.isValidationDue {
        found.append(try #require(try run.validate()))
        #expect(!run.isValidationDue)
      }
      guard run.steps < run.settings.steps else { break }
      _ = try run.step()
    }
    #expect(found.map(\.steps) == Array(stride(from: 10, through: 50, by: 10)))
    let picked = try #require(run.summary.picked)
    #expect(try #require(picked.videoAUC) > 0.95)
    #expect(try #require(picked.testAUC) > 0.95)
    // The rule, written out: the highest area, then the smallest cross-entropy, then the earliest.
    let best = try #require(
      found.max {
        ($0.videoAUC ?? 0, -($0.crossEntropy ?? 0), -$0.steps) < (
          $1.videoAUC ?? 0, -($1.crossEntropy ?? 0), -$1.steps
        )
      })
    #expect(picked == best)
    #expect(run.summary.bestOnTest?.testAUC == found.compactMap(\.testAUC).max())

    // Another run, without any validation, has the kept weights after as many steps: validation changes nothing, and what
    // is held out is not learned from.
    let kept = try TrainingSets(
      TrainingSets.Files(
        normal: sets.training.normal.map(\.url), abnormal: sets.training.abnormal.map(\.url)))
    var bare = settings(50, every: 10)
    bare.validation = nil
    let other = try TrainingRun(kept, pooled: pooled, settings: bare, plugin: torch)
    while other.steps < picked.steps { _ = try other.step() }
    #expect(try other.weights() == run.bestWeights)
    if picked.steps < 50 { #expect(try run.weights() != run.bestWeights) }
  }

  @Test func `scores whole videos as the network in use does`() throws {
    let sets = try sets()
    let run = try TrainingRun(sets, pooled: pooled(sets), settings: settings(40, every: 5), plugin: torch)
    for _ in 0..<40 { _ = try run.step() }
    let detector = try Network(RTFM(features: TrainingVideos.size).graph(), run.weights())
    let tests = try #require(sets.test).videos
    for video in tests.prefix(3) {
      let features = video.features.columns(0..<5)
      let expected = try #require(try ReferenceInterpreter.run(detector, ["features": features])["scores"])
      let snippets = video.features.rowCount
      let scores = try run.scores(of: video)
      #expect(scores.count == snippets)
      for (index, score) in scores.enumerated() {
        let wanted = (0..<5).reduce(0) { $0 + expected.values[$1 * snippets + index] } / 5
        #expect(abs(score - Double(wanted)) < 1e-5)
      }
    }
  }

  @Test func `goes on bit for bit and remembers the best so far`() throws {
    let sets = try sets()
    let pooled = try pooled(sets)
    func advance(_ run: TrainingRun, to steps: Int) throws {
      while true {
        if run.isValidationDue { _ = try run.validate() }
        guard run.steps < steps else { break }
        _ = try run.step()
      }
    }
    let whole = try TrainingRun(sets, pooled: pooled, settings: settings(30, every: 4), plugin: torch)
    try advance(whole, to: 30)
    let first = try TrainingRun(sets, pooled: pooled, settings: settings(30, every: 4), plugin: torch)
    try advance(first, to: 11)
    _ = try first.step()
    // Ended in the middle of a validation: nothing of it is recorded, and it is due again.
    #expect(first.isValidationDue)
    let stop = StopRequest()
    var done = 0
    let unfinished = try first.validate(stop: stop) {
      done = $0
      if done == 4 { stop.request() }
    }
    #expect(done == 4, "no video more")
    #expect(unfinished == nil && first.summary.last?.steps == 8)
    let file = folder.appending("state.safetensors")
    try first.state().write(to: file)

    let state = try TrainingState(reading: file)
    #expect(state.best == first.bestWeights && state.best != nil)
    #expect(state.summary == first.summary)
    let second = try TrainingRun(sets, pooled: pooled, resuming: state, plugin: torch)
    #expect(second.steps == 12 && second.isValidationDue)
    try advance(second, to: 30)
    #expect(second.summary == whole.summary)
    #expect(second.bestWeights == whole.bestWeights)
    #expect(try second.weights() == whole.weights())

    // Other videos are another training, even if there are as many.
    let (normal, abnormal) = try videos.files("other ", count: 12)
    let others = try TrainingSets(
      TrainingSets.Files(
        normal: normal, abnormal: abnormal, validation: .split(ValidationSplit(share: 0.25, seed: 1))))
    let error = #expect(throws: TrainingError.self) {
      try TrainingRun(others, pooled: pooled, resuming: state, plugin: torch)
    }
    #expect(error?.code == .badState)
  }
}

@Suite struct `The best checkpoint` {
  @Test func `is that of held-out videos, never that of the test set`() {
    var summary = ValidationSummary()
    // Of equal areas the one with the smaller cross-entropy is best, then the earlier.
    let isBest = [
      Validation(steps: 1, videoAUC: 0.8, crossEntropy: 0.5, testAUC: 0.7),
      Validation(steps: 2, videoAUC: 0.7, crossEntropy: 0.1, testAUC: 0.9),
      Validation(steps: 3, videoAUC: 0.8, crossEntropy: 0.4, testAUC: 0.9),
      Validation(steps: 4, videoAUC: 0.8, crossEntropy: 0.4, testAUC: 0.8),
    ].map { summary.add($0) }
    #expect(isBest == [true, false, true, false])
    #expect(summary.picked?.steps == 3 && summary.bestOnTest?.steps == 2 && summary.last?.steps == 4)
    var testOnly = ValidationSummary()
    let isChosen = testOnly.add(Validation(steps: 1, testAUC: 0.9))
    #expect(!isChosen && testOnly.picked == nil && testOnly.bestOnTest?.testAUC == 0.9)
  }
}
