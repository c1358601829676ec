import Foundation
import Testing
import VigilCore
import VigilModels
import VigilNetworks
import VigilPreprocessing
import VigilTuning

@Suite struct `A search for 8-bit integers` {
  static let preprocessing = SmallModel.preprocessing

  static func snippet(_ number: Int) throws -> PreparedSnippet {
    let frames = try (0..<SnippetPosition.framesPerSnippet).map { index in
      let pixels = (0..<3 * 128 * 96).map { place -> UInt8 in
        let (x, y) = (Double(place / 3 % 128), Double(place / 384))
        return UInt8(128 + 60 * sin(0.4 * (x + Double(index * (number + 1)))) + 60 * sin(0.3 * y))
      }
      return try preprocessing.prepare(
        Frame(index: index, time: Double(index) / 25, width: 128, height: 96, pixels: pixels))
    }
    return PreparedSnippet(preprocessing: preprocessing, frames: frames)
  }

  static func network() throws -> Network {
    .deterministic(
      try SmallModel.extractor().graph(
        frames: SnippetPosition.framesPerSnippet, frameHeight: preprocessing.cropHeight,
        frameWidth: preprocessing.cropWidth))
  }

  func search(_ minimumCosine: Double, stop: StopRequest = StopRequest()) throws -> QuantizationSearch {
    QuantizationSearch(
      engine: try SmallModel.engine.open(), network: try Self.network(), minimumCosine: minimumCosine,
      stop: stop)
  }

  @Test func `leaves layers in floats only as long as features are too far away`() async throws {
    let snippets = try [Self.snippet(0), Self.snippet(1)]
    var told: [Int] = []
    let (calibration, features) = try await search(0.9).calibrate(on: snippets) {
      #expect($0.work == .calibrating && $0.total == 2)
      told.append($0.done)
    }
    #expect(told == [0, 1, 2] && features.count == 2)
    let near = try await search(0.9).candidate(calibration, features: features, snippets: snippets)
    #expect(near.quantization.floats.isEmpty && near.cosine >= 0.9 && near.cosine < 1)
    // Nothing is as close as that: the last attempt is given back, which is no farther away.
    let nearest = try await search(1.5).candidate(calibration, features: features, snippets: snippets)
    #expect(nearest.quantization.floats.count == 16 && nearest.cosine > near.cosine)
    // Those are the layers that lose most.
    let search = try search(0.9)
    let (weights, inputs) = (
      search.network.weightNoise(bits: 7), calibration.inputNoise(near.quantization)
    )
    func noise(_ layer: String) -> Double { weights[layer, default: 0] + inputs[layer, default: 0] }
    let kept = Set(nearest.quantization.floats)
    let least = kept.map(noise).min() ?? 0
    #expect(weights.keys.filter { !kept.contains($0) }.allSatisfy { noise($0) <= least })

    let errors = try await search.layerErrors(near, on: snippets[0])
    #expect(Set(errors.keys) == Set(search.network.quantizable.graph.quantizableLayers))
    #expect(errors.values.allSatisfy { $0 > 0 && $0 < 0.5 })
  }

  @Test func `ends between two snippets when that is asked for`() async throws {
    let (snippets, stop) = (try [Self.snippet(0), Self.snippet(1)], StopRequest())
    let search = try search(0.9, stop: stop)
    var told: [Int] = []
    let error = await #expect(throws: TuningError.self) {
      _ = try await search.calibrate(on: snippets) {
        told.append($0.done)
        if $0.done == 1 { stop.request() }
      }
    }
    #expect(error?.code == .stopped && told == [0, 1])
  }

  @Test func `measures how alike features are by their cosine`() {
    #expect(abs(QuantizationSearch.cosine([1, 0], [1, 1]) - 0.5.squareRoot()) < 1e-12)
    #expect(QuantizationSearch.cosine([2, 4], [1, 2]) == 1)
    #expect(QuantizationSearch.cosine([0, 0], [0, 0]) == 1)
    #expect(QuantizationSearch.cosine([0, 0], [1, 0]) == 0)
    #expect(QuantizationSearch.cosine([1, 0], [-1, 0]) == -1)
  }
}
