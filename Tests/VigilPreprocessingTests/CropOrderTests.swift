import Testing
import VigilCore
import VigilPreprocessing
import VigilTensorFiles
import VigilTestSupport

@Suite struct `Crop order` {
  /// Features in which every crop is its region's own pattern plus noise, as mirrored crops see it.
  static func features(_ preset: Preset, noise: Float, snippets: Int = 6, size: Int = 64) -> Tensor {
    let partners = CropOrder.partners(of: preset)
    let values = (0..<snippets).flatMap { snippet in
      (0..<10).flatMap { crop in
        let region = crop < 5 ? crop : partners[crop - 5]
        let pattern = DeterministicValues.uniform("region.\(snippet).\(region)", count: size)
        let blur = DeterministicValues.uniform("noise.\(snippet).\(crop)", count: size)
        return zip(pattern, blur).map { 1 + $0 + noise * $1 }
      }
    }
    return Tensor(shape: [snippets, 10, size], values: values)
  }

  @Test func `of a preset says whose region each mirrored crop shows`() {
    #expect(CropOrder.partners(of: .paper) == [1, 0, 3, 2, 4])
    #expect(CropOrder.partners(of: .rtfm) == [1, 0, 3, 2, 4])
    #expect(CropOrder.partners(of: .gowtham) == [1, 0, 2, 4, 3])
  }

  @Test(arguments: [(Preset.rtfm, [Preset.paper, .rtfm]), (.gowtham, [.gowtham])])
  func `shows in features`(preset: Preset, family: [Preset]) throws {
    let order = try CropOrder.mirrorPairs(Self.features(preset, noise: 0.3))
    #expect(order.partners == CropOrder.partners(of: preset))
    #expect(order.presets == family)
    #expect(order.similarity > 0.8)
    #expect(order.margin > 0.1)
    #expect(order.agreement == 1)
  }

  @Test func `is doubtful in features of noise alone`() throws {
    let noise = DeterministicValues.uniform("crop order noise", count: 8 * 10 * 256)
    let order = try CropOrder.mirrorPairs(Tensor(shape: [8, 10, 256], values: noise))
    #expect(order.similarity < 0.2)
    #expect(order.margin < 0.05)
  }

  @Test func `survives features that are all alike`() throws {
    let order = try CropOrder.mirrorPairs(Tensor(repeating: 1, shape: [2, 10, 8]))
    #expect(order.similarity == 0)
    #expect(order.margin == 0)
  }

  @Test(arguments: [[3, 5, 8], [0, 10, 8], [10, 8], [3, 10, 0]])
  func `needs ten crops`(shape: [Int]) {
    let error = #expect(throws: PreprocessingError.self) {
      try CropOrder.mirrorPairs(Tensor(repeating: 0, shape: shape))
    }
    #expect(error?.code == .notTenCropFeatures)
  }

  @Test(.enabled(if: SharedData.isPresent))
  func `of real features is that of paper and rtfm`() throws {
    let features = try NPY.read(SharedData.url("data/features/magazzu_01_002.npy"))
    let order = try CropOrder.mirrorPairs(features)
    #expect(order.partners == [1, 0, 3, 2, 4])
    #expect(order.presets == [.paper, .rtfm])
    #expect(order.similarity > 0.5)
    #expect(order.margin > 0.02)
    #expect(order.agreement > 0.9)
  }
}
