// swift-tools-version: 6.2
// The architecture of Vigil, one section per target with its tests beside it.
// A target may only depend on targets above it.
import PackageDescription

let package = Package(
  name: "vigil",
  products: [],
  dependencies: [
    // The command line.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Structured logs.
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    // ONNX files are protocol buffers.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    // SHA-256 of weights and downloads, on Linux and macOS alike.
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    // Downloads of published weights: HTTP with back-pressure.
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    // The buffers and time-outs of that client, and the real server that its tests talk to.
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
  ],
  targets: [
    // MARK: VigilTestSupport: what tests of several targets share: tools, folders, a real RTSP server
    .target(name: "VigilTestSupport", path: "Tests/VigilTestSupport", resources: [.copy("Fixtures")]),

    // MARK: VigilCore: the values that all targets share
    .target(name: "VigilCore"),
    .testTarget(name: "VigilCoreTests", dependencies: ["VigilTestSupport", "VigilCore"]),

    // MARK: VigilTensorFiles: files of tensors, which are read without trusting a byte of them
    .systemLibrary(  // zlib: inflate for compressed .npz, checksums of zip members
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "VigilTensorFiles", dependencies: ["VigilCore", "CZlib"]),
    .testTarget(
      name: "VigilTensorFilesTests", dependencies: ["VigilTestSupport", "VigilTensorFiles", "VigilCore"],
      resources: [.copy("Fixtures")]),

    // MARK: VigilPreprocessing: frames to clip tensors, by named preset
    .target(
      name: "VigilPreprocessing",
      dependencies: [
        "VigilCore"  // Frame, SnippetPosition, Tensor
      ]
    ),
    .testTarget(
      name: "VigilPreprocessingTests",
      dependencies: [
        "VigilTestSupport", "VigilTensorFiles",
        "VigilPreprocessing",
        "VigilCore",  // deterministic pictures
      ],
      resources: [.copy("Fixtures")]  // golden values
    ),

    // MARK: VigilNetworks: each network defined once as a graph; weights, passes, ONNX, model folders
    .target(
      name: "VigilNetworks",
      dependencies: [
        "VigilCore",
        // checkpoints in, safetensors in and out
        "VigilTensorFiles",
        // how a model's frames become snippets
        "VigilPreprocessing",
        // ONNX files
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        // SHA-256 of weights
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["ONNX/onnx.proto"]),
    .testTarget(
      name: "VigilNetworksTests",
      dependencies: [
        "VigilTestSupport",
        "VigilNetworks", "VigilCore", "VigilTensorFiles", "VigilPreprocessing",
        // reads back what was exported
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      resources: [.copy("Fixtures")]),

    // MARK: VigilMedia: video in and out
    .target(
      name: "VigilMedia",
      dependencies: [
        "VigilCore",
        // Reads every file, camera and stream there is, and encodes what we write.
        "CFFmpeg",
      ]),
    .systemLibrary(
      name: "CFFmpeg",
      pkgConfig: "libavformat libavcodec libswscale libavutil",
      // libavdevice is opened while the program runs; its header names its release.
      providers: [
        .apt(["libavdevice-dev", "libavformat-dev", "libavcodec-dev", "libswscale-dev", "libavutil-dev"])
      ]),
    .testTarget(
      name: "VigilMediaTests", dependencies: ["VigilTestSupport", "VigilMedia", "VigilCore"],
      resources: [.copy("Fixtures")]),

    // MARK: VigilInference: load a network and run it
    // OpenVINO's C interface, opened while the program runs: all else works where it is missing.
    .target(
      name: "COpenVINO",
      // Its headers, for the types of its functions; scripts/fetch-openvino puts them there.
      cSettings: [.headerSearchPath("../../.deps/openvino/include")],
      // dlopen, which C libraries before glibc 2.34 keep apart.
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    // The first layers of the video network with a quarter of the arithmetic, in the vector types of C compilers.
    .target(name: "CStem"),
    .target(
      name: "VigilInference",
      dependencies: [
        "COpenVINO",  // the default engine
        "CStem",  // the layers that the engine is slow at
        "VigilCore",  // Tensor, errors
      ]),
    .testTarget(
      name: "VigilInferenceTests",
      dependencies: [
        "VigilInference", "VigilCore",
        "VigilNetworks",  // the real networks, against golden values
      ],
      resources: [.copy("Fixtures")]),

    // MARK: VigilTorch: networks in LibTorch, which is opened while the program runs: training, and GPUs
    // What is asked of the plug-in in Plugins/Torch: types only.
    .target(
      name: "CTorch",
      // dlopen, which C libraries before glibc 2.34 keep apart.
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(
      name: "VigilTorch",
      dependencies: [
        "CTorch",
        "VigilCore",
        "VigilInference",  // the protocol of engines
        "VigilNetworks",  // the graphs that are run
      ]),
    .testTarget(
      name: "VigilTorchTests", dependencies: ["VigilTorch", "VigilInference", "VigilNetworks", "VigilCore"],
      resources: [.copy("Fixtures")]),

    // MARK: VigilScenes: renders labelled surveillance-like scenes from a seed; pure
    .target(name: "VigilScenes", dependencies: ["VigilCore"]),
    .testTarget(name: "VigilScenesTests", dependencies: ["VigilTestSupport", "VigilScenes", "VigilCore"]),

    // MARK: VigilDetection: features to scores to events, online and offline; pure
    .target(name: "VigilDetection", dependencies: ["VigilCore"]),
    .testTarget(name: "VigilDetectionTests", dependencies: ["VigilDetection", "VigilCore"]),

    // MARK: VigilEvaluation: how good scores are: ranking, alarms, delays, with intervals; pure
    .target(
      name: "VigilEvaluation",
      dependencies: [
        "VigilCore",
        "VigilDetection",  // events of scores
      ]),
    .testTarget(
      name: "VigilEvaluationTests",
      dependencies: [
        "VigilTestSupport", "VigilEvaluation", "VigilDetection", "VigilCore",
        "VigilTensorFiles",  // public scores, where they are at hand
      ],
      resources: [.copy("Fixtures")]),

    // MARK: VigilDatasets: what the videos of a data set are labelled as: published lists, manifests, checks; truth by snippet
    .target(
      name: "VigilDatasets",
      dependencies: [
        "VigilCore",
        "VigilTensorFiles",  // masks of frames, lengths of features
        "VigilEvaluation",  // tables, annotations, ground truth
      ]),
    .testTarget(
      name: "VigilDatasetsTests",
      dependencies: ["VigilTestSupport", "VigilDatasets", "VigilEvaluation", "VigilTensorFiles", "VigilCore"]),

    // MARK: VigilPipeline: the stages joined: overlap, back-pressure, drops, early end
    .target(
      name: "VigilPipeline",
      dependencies: [
        "VigilCore",
        "VigilMedia",
        "VigilPreprocessing",
        "VigilInference",
        "VigilDetection",
        "VigilTensorFiles",  // the spool of features
        "VigilDatasets",  // which videos to extract, how features came about
      ]),
    .testTarget(
      name: "VigilPipelineTests",
      dependencies: [
        "VigilTestSupport", "VigilPipeline", "VigilMedia", "VigilPreprocessing", "VigilInference",
        "VigilCore",
        "VigilDetection", "VigilDatasets", "VigilTensorFiles",
        "VigilNetworks",  // the extractor that has no weights
      ]),

    // MARK: VigilReport: what a run leaves behind: result files, charts, pages, progress
    .target(
      name: "VigilReport",
      dependencies: [
        "VigilCore",  // scores, events, gaps, explained errors
        "VigilDetection",  // how online scores differ
        "VigilEvaluation",  // what a page about an evaluation shows
      ]),
    .testTarget(
      name: "VigilReportTests",
      dependencies: ["VigilTestSupport", "VigilReport", "VigilCore", "VigilEvaluation"]),

    // MARK: VigilTraining: fits a detector to stored features, and a small extractor to clips
    .target(
      name: "VigilTraining",
      dependencies: [
        "VigilCore", "VigilNetworks",
        "VigilPreprocessing",  // the frames of clips
        "VigilTensorFiles",  // features in, states out
        "VigilTorch",  // steps
        "VigilMedia",  // videos of an extractor's training
        "VigilEvaluation",  // how good the detector is so far
        "VigilDatasets",  // which videos are normal, where their features are
        "VigilReport",  // the log and the page of a training
      ]),
    .testTarget(
      name: "VigilTrainingTests",
      dependencies: [
        "VigilTestSupport", "VigilTraining", "VigilTorch", "VigilNetworks", "VigilTensorFiles", "VigilCore",
        "VigilPreprocessing", "VigilEvaluation", "VigilDatasets", "VigilReport",
      ],
      resources: [.copy("Fixtures")]),

    // MARK: VigilModels: which networks, on which engine, at which threshold; loaded once
    .target(
      name: "VigilModels",
      dependencies: [
        "VigilCore",
        "VigilDatasets",  // how stored features were made
        "VigilDetection",  // scores of stored features
        "VigilEvaluation",  // what a calibration found
        "VigilInference",
        "VigilNetworks",
        "VigilPipeline",  // extractor and detectors, as runs take them
        "VigilPreprocessing",
        "VigilReport",  // what an evaluation of a model found
        "VigilTensorFiles",  // stored features
        "VigilTorch",
      ]),
    .testTarget(
      name: "VigilModelsTests",
      dependencies: [
        "VigilTestSupport", "VigilModels", "VigilCore", "VigilNetworks", "VigilPreprocessing",
        "VigilTensorFiles", "VigilDatasets", "VigilDetection", "VigilEvaluation", "VigilReport",
      ]),

    // MARK: CNVML: what an NVIDIA GPU tells of itself, by the library of its driver, which is opened while the program runs
    .target(
      name: "CNVML",
      // dlopen, which C libraries before glibc 2.34 keep apart.
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),

    // MARK: VigilBenchmark: scenarios and meters: speed, delay, memory, energy; records, comparisons, pages
    .target(
      name: "VigilBenchmark",
      dependencies: [
        "CNVML",  // GPUs
        "VigilCore",
        "VigilDetection",  // the detector's window
        "VigilEvaluation",  // tables of external meters
        "VigilInference",
        "VigilMedia",  // recordings played as cameras
        "VigilModels",  // what is measured, on which engine
        "VigilNetworks",  // drift that was stored with a model
        "VigilPipeline",  // what is measured is what runs
        "VigilPreprocessing",
        "VigilReport",  // charts, pages, provenance
        "VigilTorch",  // the program of an extractor that is stored
      ]),
    .testTarget(
      name: "VigilBenchmarkTests",
      dependencies: [
        "CNVML",  // which GPU is meant
        "VigilTestSupport", "VigilBenchmark", "VigilReport", "VigilMedia", "VigilCore",
        // a stored clip against the engine
        "VigilInference", "VigilNetworks", "VigilPreprocessing", "VigilTorch",
      ],
      resources: [.copy("Fixtures")]),

    // MARK: VigilDownload: fetches published weights, resuming and checking
    .target(
      name: "VigilDownload",
      dependencies: [
        "VigilCore",
        // HTTP and HTTPS
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        // the buffers that the client hands over, and its units of time
        .product(name: "NIOCore", package: "swift-nio"),
        // status codes and headers
        .product(name: "NIOHTTP1", package: "swift-nio"),
        // why a connection could not be made
        .product(name: "NIOPosix", package: "swift-nio"),
        // SHA-256
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .testTarget(
      name: "VigilDownloadTests",
      dependencies: [
        "VigilDownload",
        // a real server on the loopback interface that misbehaves on request
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        // the digests to expect
        .product(name: "Crypto", package: "swift-crypto"),
      ]),

    // MARK: vigil: the command line, parsing and wiring only
    .executableTarget(
      name: "vigil",
      dependencies: [
        "VigilBenchmark",
        "VigilCore",
        "VigilDatasets",
        "VigilDetection",
        "VigilDownload",
        "VigilEvaluation",
        "VigilInference",
        "VigilMedia",
        "VigilModels",
        "VigilNetworks",
        "VigilPipeline",
        "VigilPreprocessing",
        "VigilReport",
        "VigilScenes",
        "VigilTensorFiles",
        "VigilTorch",
        "VigilTraining",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "VigilCommandTests",
      dependencies: [
        "vigil",  // run as a program
        "VigilTestSupport", "VigilCore", "VigilNetworks", "VigilPreprocessing", "VigilTensorFiles",
        "VigilInference",  // which streams a plan should try
        "VigilTorch",  // whether the plug-in is there
      ],
      resources: [.copy("Fixtures")]),
  ]
)

// The same language rules everywhere: Swift 6 mode, and a warning is an error.
for target in package.targets
where target.type == .regular || target.type == .executable || target.type == .test {
  guard !target.name.hasPrefix("C") else { continue }
  target.swiftSettings =
    (target.swiftSettings ?? []) + [
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("InternalImportsByDefault"),
      .enableUpcomingFeature("MemberImportVisibility"),
      .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
      .enableUpcomingFeature("InferIsolatedConformances"),
      .treatAllWarnings(as: .error),
    ]
}
