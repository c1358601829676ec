import Foundation
import Testing
import VigilCore
import VigilDetection
import VigilNetworks
import VigilPipeline

/// A detector as the reference computes it.
private struct ReferenceDetector: DetectorNetwork {
  var network: Network

  func scores(_ features: Tensor) async throws -> Tensor {
    try #require(try ReferenceInterpreter.run(network, ["features": features])["scores"])
  }
}

/// The score of each crop, and the score of the snippet that is their mean.
@Suite struct `Scores of crops` {
  private struct Golden: Decodable {
    struct Case: Decodable { var scores: [Float] }
    var cases: [String: Case]
  }

  /// What PyTorch gives: the means over crops.
  private func golden(_ name: String) throws -> [Float] {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "VigilNetworksTests/Fixtures/rtfm_64.json")
    return try #require(
      try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file)).cases[name]?.scores)
  }

  /// Scores snippets as they come, and gives the last score.
  private func newest(
    _ features: Tensor, _ network: Network
  ) async throws -> SnippetScore {
    let (crops, snippets, size) = (features.shape[0], features.shape[1], features.shape[2])
    var online = OnlineDetection(
      network: ReferenceDetector(network: network), snippets: snippets, crops: crops, featureSize: size)
    var last: SnippetScore?
    for snippet in 0..<snippets {
      var values: [Float] = []
      for crop in 0..<crops {
        let place = (crop * snippets + snippet) * size
        values += features.values[place..<place + size]
      }
      let position = SnippetPosition(
        index: snippet, startFrame: snippet * 16, endFrame: snippet * 16 + 16, start: Double(snippet),
        end: Double(snippet + 1))
      last = try await online.score(position, Tensor(shape: [crops, size], values: values))
    }
    return try #require(last)
  }

  @Test(arguments: ["features.3x2", "features.10x14", "features.2x50"])
  func `have the published mean`(name: String) async throws {
    let extents = try #require(name.firstMatch(of: /([0-9]+)x([0-9]+)/))
    let (crops, snippets) = (try #require(Int(extents.1)), try #require(Int(extents.2)))
    let values = DeterministicValues.uniform(name, count: crops * snippets * 64).map(abs)
    let detector = try RTFM(features: 64)
    let network = try Network(detector.graph(.newest), .deterministic(for: detector.graph()))
    let score = try await newest(Tensor(shape: [crops, snippets, 64], values: values), network)
    let expected = try #require(try golden(name).last)
    #expect(score.cropScores.count == crops && Set(score.cropScores).count == crops)
    #expect(score.score == score.cropScores.reduce(0, +) / Float(crops))
    #expect(abs(score.score - expected) < 1e-6, "\(score.score) is not \(expected)")
  }

  @Test func `of a linear head are the sigmoids of its crops`() async throws {
    let (crops, snippets, size) = (5, 3, 16)
    let detector = try RTFM(features: size)
    let coefficients = DeterministicValues.uniform("coefficients", count: size)
    let intercept: Float = -0.25
    // As training begins, but for what has no effect: norms change nothing, the others are zero.
    var beginning: [String: Tensor] = [:]
    for parameter in detector.graph().parameters {
      let isOne = [.normWeight, .runningVariance].contains(parameter.role)
      beginning[parameter.name] = Tensor(
        shape: parameter.shape,
        values: Array(repeating: isOne ? 1 : 0, count: parameter.shape.reduce(1, *)))
    }
    let weights = detector.weights(
      coefficients: coefficients, intercept: intercept, beginning: Weights(beginning))
    let values = DeterministicValues.uniform("crops", count: crops * snippets * size).map(abs)
    let score = try await newest(
      Tensor(shape: [crops, snippets, size], values: values), Network(detector.graph(.newest), weights))
    #expect(RTFM.smooths(coefficients))
    let expected: [Double] = (0..<crops).map { crop in
      func logit(_ snippet: Int) -> Double {
        let place = (crop * snippets + snippet) * size
        var sum = Double(intercept)
        for index in 0..<size { sum += Double(coefficients[index]) * Double(values[place + index]) }
        return sum
      }
      // Nothing comes after the newest snippet but zeros, whose logit is the intercept.
      let smooth = logit(2) / 2 + logit(1) / 4 + Double(intercept) / 4
      return 1 / (1 + exp(-smooth))
    }
    for (score, expected) in zip(score.cropScores, expected) {
      #expect(abs(Double(score) - expected) < 1e-6)
    }
    let mean: Double = expected.reduce(0, +) / Double(crops)
    #expect(abs(Double(score.score) - mean) < 1e-6)
    #expect(Set(score.cropScores).count == crops)
  }
}
