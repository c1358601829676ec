import Foundation
import Testing
import VigilCore
import VigilNetworks
import VigilTensorFiles

@Suite struct `Recognizing weights` {
  static let narrow = 1.0 / 16

  private func weights() throws -> Weights {
    Weights.deterministic(for: try I3DNonLocal(width: Self.narrow).graph())
  }

  private func named(_ weights: Weights) -> [NamedTensor] {
    weights.tensors.map { NamedTensor(name: $0.key, tensor: $0.value) }
  }

  @Test func `understands the Caffe2 release`() throws {
    let weights = try weights()
    let recognized = try RecognizedWeights(
      Checkpoint(container: .pickle, tensors: PublicNames.caffe2(weights)))
    #expect(recognized.names == .caffe2)
    #expect(recognized.architecture == .i3dNonLocal(try I3DNonLocal(width: Self.narrow)))
    #expect(recognized.weights == weights)
    #expect(recognized.ignored.contains("pred_w") && recognized.ignored.contains("conv1_w_momentum"))
  }

  @Test func `understands PySlowFast's release, in its own layout`() throws {
    let weights = try weights()
    let recognized = try RecognizedWeights(
      Checkpoint(container: .torchLegacy, tensors: PublicNames.pySlowFast(weights)))
    #expect(recognized.names == .pySlowFast)
    #expect(
      recognized.architecture == .i3dNonLocal(try I3DNonLocal(layout: .layout8x8, width: Self.narrow)))
    #expect(recognized.weights == weights)
    #expect(
      recognized.ignored.sorted() == ["head.projection.weight", "s1.pathway0_stem.bn.num_batches_tracked"])
  }

  @Test func `understands the baseline without non-local blocks, under all names`() throws {
    for layout in I3DNonLocal.Layout.allCases {
      let baseline = try I3DNonLocal(layout: layout, width: Self.narrow, hasNonLocal: false)
      let weights = Weights.deterministic(for: try baseline.graph())
      let published = layout == .layout32x2 ? PublicNames.caffe2(weights) : PublicNames.pySlowFast(weights)
      for tensors in [published, named(weights)] {
        let found = try RecognizedWeights(Checkpoint(container: .torchZip, tensors: tensors), layout: layout)
        #expect(found.architecture == .i3dNonLocal(baseline) && found.weights == weights)
        #expect(found.architecture.identifier == "i3d-baseline-\(layout.rawValue)")
      }
    }
    // One block that is missing is damage, not the baseline.
    let some = named(try weights()).filter { !$0.name.hasPrefix("layer2.1.nl.") }
    let error = #expect(throws: NetworksError.self) {
      try RecognizedWeights(Checkpoint(container: .torchZip, tensors: some))
    }
    #expect(error?.message.contains("missing: layer2.1.nl.bn.bias") == true)
  }

  @Test func `takes the layout that is asked for where names do not tell`() throws {
    let plain = Checkpoint(container: .torchZip, tensors: named(try weights()))
    #expect(try RecognizedWeights(plain).architecture.identifier == "i3d-nonlocal-32x2")
    #expect(try RecognizedWeights(plain, layout: .layout8x8).architecture.identifier == "i3d-nonlocal-8x8")
    let caffe2 = Checkpoint(container: .pickle, tensors: PublicNames.caffe2(try weights()))
    let error = #expect(throws: NetworksError.self) {
      try RecognizedWeights(caffe2, layout: .layout8x8)
    }
    #expect(error?.message == "layout 8x8 was asked for, but the file holds 32x2 weights")
  }

  @Test func `understands the detector and derives its features`() throws {
    let weights = Weights.deterministic(for: try RTFM(features: 64).graph())
    let tensors =
      named(weights) + [
        NamedTensor(name: "Aggregate.conv_1.2.num_batches_tracked", tensor: Tensor(repeating: 1, shape: []))
      ]
    let recognized = try RecognizedWeights(Checkpoint(container: .torchZip, tensors: tensors))
    #expect(recognized.architecture == .rtfm(try RTFM(features: 64)))
    #expect(recognized.weights == weights)
  }

  @Test func `refuses what it does not know, by name`() throws {
    let tensors = [NamedTensor(name: "encoder.weight", tensor: Tensor(repeating: 0, shape: [2, 2]))]
    let error = #expect(throws: NetworksError.self) {
      try RecognizedWeights(Checkpoint(container: .torchZip, tensors: tensors))
    }
    #expect(error?.code == .unknownArchitecture)
    #expect(error?.message.contains("encoder.weight") == true)
  }

  @Test func `refuses a detector with a stranger among its tensors`() throws {
    let weights = Weights.deterministic(for: try RTFM(features: 64).graph())
    let tensors = named(weights) + [NamedTensor(name: "fc9.bias", tensor: Tensor(repeating: 0, shape: [1]))]
    let error = #expect(throws: NetworksError.self) {
      try RecognizedWeights(Checkpoint(container: .torchZip, tensors: tensors))
    }
    #expect(error?.code == .weightsMismatch)
    #expect(error?.message.contains("unexpected: fc9.bias") == true)
  }
}
