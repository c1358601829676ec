import Foundation
import Testing
import VigilCore
import VigilNetworks
import VigilTensorFiles
import VigilTestSupport
import VigilTraining

@Suite struct `A linear fit` {
  /// Samples of two kinds, the first six normal.
  static let samples: [[Float]] = [
    [0.35, 0.82, 0.33, -4.5, 0.91, 0.45, -0.54, 0.58], [0.36, 0.29, 0.03, 4.75, -0.74, -0.16, -0.48, 0.6],
    [0.04, -0.29, -0.78, 0.7, 0.01, -0.28, 1.29, 1.01], [-2.71, -1.89, -0.17, -0.1, 0.21, 0.22, 2.12, -1.11],
    [-0.38, 2.04, 0.65, 5.3, -0.51, -1.65, 0.17, 0.11], [-1.23, -0.68, -0.07, -2.7, -0.1, 0.1, 0.04, -0.51],
    [1.39, 0.89, 0.32, -2.1, 0.73, -0.5, 0.88, -1.07], [1.71, -0.02, -1.25, 0.45, 0.05, 0.27, -0.98, -1.11],
    [1, -0.47, 0.24, 5.8, -1.65, 0.25, 1.22, -0.3], [-0.01, 0.75, 0.25, 6.5, -0.35, -1.48, -0.11, -0.45],
    [1.58, 0.19, -1.63, -4, 0.88, 0.68, -0.64, 0], [1.25, 0.47, 0.88, 3.3, -0.09, -0.26, 1.06, -2.25],
    [0.66, 0.03, -1.43, 3.65, -0.65, 0.86, -0.13, 0.67],
    [2.02, 0.38, -0.88, -5.55, 1.75, -0.11, -0.69, 0.14],
  ]
  /// What scikit-learn's LogisticRegression finds after StandardScaler with C = 0.5, for the features as they come.
  static let coefficients = [
    0.768543113, 0.063895433, -0.530144756, 0.063888246, 0.007556648, 0.122184667, -0.078379034, -0.766556651,
  ]
  static let intercept = -0.296316425

  func set(_ folder: TemporaryFolder, _ normal: [[Float]], _ abnormal: [[Float]]) throws -> FeatureSet {
    var files: [URL] = []
    for (name, rows) in [("normal", normal), ("abnormal", abnormal)] {
      let url = folder.appending("\(name).npy")
      try NPY.write(Tensor(shape: [rows.count, 1, rows[0].count], values: rows.flatMap(\.self)), to: url)
      files.append(url)
    }
    return try FeatureSet(normal: [files[0]], abnormal: [files[1]])
  }

  @Test func `finds what scikit-learn finds, in RTFM's shape`() throws {
    let folder = try TemporaryFolder()
    let samples = Self.samples
    let fit = try LinearFit(
      set(folder, Array(samples[..<6]), Array(samples[6...])), penalty: .squares(2), seed: 1)
    #expect(fit.samples == 14)
    let first = try #require(fit.weights.tensors["fc1.weight"])
    for (value, wanted) in zip(first.values, Self.coefficients) {
      #expect(abs(2 * Double(value) - wanted) < 1e-6)
    }

    // The network smooths over the snippet before and the one after.
    let network = try Network(RTFM(features: 8).graph(), fit.weights)
    let all = Tensor(shape: [1, 14, 8], values: samples.flatMap(\.self))
    let scores = try #require(ReferenceInterpreter.run(network, ["features": all])["scores"]).values
    let sums = samples.map { zip($0, Self.coefficients).reduce(0) { $0 + Double($1.0) * $1.1 } }
    for (index, score) in scores.enumerated() {
      let neighbours = (index > 0 ? sums[index - 1] : 0) + (index < 13 ? sums[index + 1] : 0)
      let logit = Self.intercept + sums[index] / 2 + neighbours / 4
      #expect(abs(Double(score) - 1 / (1 + exp(-logit))) < 1e-5)
    }
    let newest = try Network(RTFM(features: 8).graph(.newest), fit.weights)
    let last = try #require(ReferenceInterpreter.run(newest, ["features": all])["scores"]).values
    #expect(abs(last[0] - scores[13]) < 1e-5)
  }

  @Test func `scores a camera's snippets as the network does that knows no next one`() throws {
    let labels = [Float](repeating: 0, count: 6) + [Float](repeating: 1, count: 8)
    let fit = try LinearFit(
      Self.samples.flatMap(\.self), labels: labels, size: 8, penalty: .squares(2), seed: 1)
    let newest = try Network(RTFM(features: 8).graph(.newest), fit.weights)
    // Two crops: the samples in order, and backwards.
    let crops = [Self.samples, Self.samples.reversed()]
    let values = (0..<14).flatMap { snippet in crops.flatMap { $0[snippet] } }
    let scores = fit.onlineScores(of: Tensor(shape: [14, 2, 8], values: values))
    for snippet in 1..<14 {
      let wanted = try crops.map { crop in
        let window = Tensor(shape: [1, snippet + 1, 8], values: crop[...snippet].flatMap(\.self))
        return try #require(ReferenceInterpreter.run(newest, ["features": window])["scores"]).values[0]
      }
      #expect(abs(scores[snippet] - (wanted[0] + wanted[1]) / 2) < 1e-5)
    }
    // The first has another like it before it.
    let twice = fit.onlineScores(of: Tensor(shape: [2, 1, 8], values: Self.samples[0] + Self.samples[0]))
    #expect(twice[0] == twice[1])
  }

  /// Coefficients that scikit-learn's solver saga finds with penalty l1 after StandardScaler, C = 1 / (share * the largest gradient).
  @Test(arguments: [
    (0.3, [1.08510941, 0, 0, 0, 0, 0, 0, -0.42633913]), (0.5, [0.67370416, 0, 0, 0, 0, 0, 0, -0.01147646]),
  ])
  func `keeps the few features that scikit-learn keeps`(share: Double, coefficients: [Double]) throws {
    let folder = try TemporaryFolder()
    let fit = try LinearFit(
      set(folder, Array(Self.samples[..<6]), Array(Self.samples[6...])), penalty: .absolutes(share: share),
      seed: 1)
    #expect(fit.usedFeatures == 2)
    let first = try #require(fit.weights.tensors["fc1.weight"])
    for (value, wanted) in zip(first.values, coefficients) { #expect(abs(2 * Double(value) - wanted) < 1e-6) }
  }

  @Test(arguments: [LinearFit.Penalty.squares(2), .absolutes(share: 0.3)])
  func `ends early in the middle of its search`(penalty: LinearFit.Penalty) throws {
    let stop = StopRequest()
    let set = try set(TemporaryFolder(), Array(Self.samples[..<6]), Array(Self.samples[6...]))
    var steps = 0
    let error = #expect(throws: TrainingError.self) {
      try LinearFit(
        set, penalty: penalty, seed: 1, stop: stop,
        search: { step in
          steps += 1
          if step == 3 { stop.request() }
        })
    }
    #expect(steps == 3 && error?.code == .interrupted)
  }

  @Test func `ends where a feature never changes and classes part cleanly`() throws {
    let folder = try TemporaryFolder()
    let normal = (0..<5).map { [Float($0), 7, 0, 0, 0, 0, 0, 0] }
    let fit = try LinearFit(
      set(folder, normal, normal.map { $0.map { $0 + 100 } }), penalty: .squares(1e-3), seed: 1)
    #expect(fit.loss < 0.01 && fit.weights.tensors.values.allSatisfy { $0.values.allSatisfy(\.isFinite) })
  }

  @Test func `refuses non-finite features`() throws {
    let folder = try TemporaryFolder()
    let rows = Self.samples
    var broken = rows[0]
    broken[3] = .nan
    let error = #expect(throws: TrainingError.self) {
      try LinearFit(set(folder, [broken], [rows[8]]), penalty: .squares(1), seed: 1)
    }
    #expect(error?.message.contains("finite") == true)
  }
}
