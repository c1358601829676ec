// swift-tools-version: 6.2
// The architecture of Vigil, one section per target with its tests beside it.
// A target may only depend on targets above it.
import PackageDescription

let package = Package(
  name: "vigil",
  products: [
    // The command line.
    .executable(name: "vigil", targets: ["VigilCommand"]),
    // What watching needs: cameras and files in, scores and events out.
    .library(name: "Vigil", targets: ["Vigil"]),
    // .npy, .npz, .safetensors and PyTorch checkpoints, read without executing a byte of them.
    .library(name: "VigilTensorFiles", targets: ["VigilTensorFiles"]),
    // Frames to the input of video networks, bit for bit as published.
    .library(name: "VigilPreprocessing", targets: ["VigilPreprocessing"]),
    // Files, streams and cameras as an AsyncSequence that reconnects; packets, clips, annotated video.
    .library(name: "VigilMedia", targets: ["VigilMedia"]),
    // Scores to events, online and offline.
    .library(name: "VigilDetection", targets: ["VigilDetection"]),
    // AUC, alarms and delays, with intervals.
    .library(name: "VigilEvaluation", targets: ["VigilEvaluation"]),
  ],
  dependencies: [
    // The command line.
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Structured logs.
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    // ONNX files are protocol buffers. Without its traits, which SwiftPM gives the compiler in another order each time, so that it compiles
    // everything anew.
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0", traits: []),
    // The station's file.
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    // The station's database: SQLite with migrations, prepared statements and one writer.
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    // The station's HTTP server; the trait leaves out a package that reads configuration, which we do ourselves.
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: ["FullFoundation"]),
    // What Hummingbird is made of, for the handler that guards its connections.
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.2"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.0.0"),
  ],
  targets: [
    // MARK: VigilArchitectureTests: what this file and the sources promise of each other
    .testTarget(name: "VigilArchitectureTests"),

    // MARK: VigilTestSupport: what tests of several targets share: tools, folders, a real RTSP server
    .target(
      name: "VigilTestSupport",
      dependencies: [
        .product(name: "Logging", package: "swift-log")  // a log to read
      ],
      path: "Tests/VigilTestSupport", resources: [.copy("Fixtures")]),

    // MARK: VigilCore: the values that all targets share
    // What Swift cannot ask of the C library's heaps.
    .target(name: "CMemory"),
    .target(name: "VigilCore", dependencies: ["CMemory"]),
    .testTarget(name: "VigilCoreTests", dependencies: ["VigilTestSupport", "VigilCore"]),

    // MARK: VigilHashing: SHA-256 of weights and downloads, Ed25519 signatures
    .systemLibrary(  // OpenSSL: SHA-256 by the processor's instructions, with nothing to compile
      name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .target(name: "VigilHashing", dependencies: ["COpenSSL"]),
    .testTarget(name: "VigilHashingTests", dependencies: ["VigilHashing"]),

    // MARK: VigilTensorFiles: files of tensors, which are read without trusting a byte of them
    .systemLibrary(  // zlib: inflate for compressed .npz, checksums of zip members
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(name: "VigilTensorFiles", dependencies: ["VigilCore", "CZlib"]),
    .testTarget(
      name: "VigilTensorFilesTests", dependencies: ["VigilTestSupport", "VigilTensorFiles", "VigilCore"],
      resources: [.copy("Fixtures")]),

    // MARK: VigilPreprocessing: frames to snippet tensors, by named preset
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
        "VigilHashing",
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
    .systemLibrary(
      name: "CFFmpeg",
      pkgConfig: "libavformat libavcodec libswscale libavutil",
      // libavdevice is opened while the program runs; its header names its release.
      providers: [
        .apt(["libavdevice-dev", "libavformat-dev", "libavcodec-dev", "libswscale-dev", "libavutil-dev"])
      ]),
    .target(
      name: "VigilMedia",
      dependencies: [
        "VigilCore",
        // Reads every file, camera and stream there is, and encodes what we write.
        "CFFmpeg",
      ]),
    .testTarget(
      name: "VigilMediaTests", dependencies: ["VigilTestSupport", "VigilMedia", "VigilCore"],
      resources: [.copy("Fixtures")]),

    // MARK: VigilInference: what engines promise and share: capabilities, the model cache, pools of requests
    // The first layers of the video network with a quarter of the arithmetic, in the vector types of C compilers.
    .target(name: "CStem"),
    .target(
      name: "VigilInference",
      dependencies: [
        "CMemory",  // what loading leaves behind
        "CStem",  // the layers that engines are slow at
        "VigilCore",  // Tensor, errors
      ]),
    .testTarget(name: "VigilInferenceTests", dependencies: ["VigilInference", "VigilCore"]),

    // MARK: VigilOpenVINO: networks in OpenVINO, on the processor: the default engine
    // OpenVINO's C interface, opened while the program runs: all else works where it is missing.
    .target(
      name: "COpenVINO",
      // dlopen, which C libraries before glibc 2.34 keep apart.
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(
      name: "VigilOpenVINO",
      dependencies: [
        "COpenVINO",
        "VigilCore",
        "VigilInference",  // the protocol of engines
      ]),
    .testTarget(
      name: "VigilOpenVINOTests",
      dependencies: [
        "VigilOpenVINO", "VigilInference", "VigilCore",
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
      name: "VigilTorchTests",
      dependencies: [
        "VigilTorch", "VigilInference", "VigilNetworks", "VigilCore",
        "VigilOpenVINO",  // which must compute the same
      ],
      resources: [.copy("Fixtures")]),

    // MARK: VigilTensorRT: networks in TensorRT, which is opened while the program runs: NVIDIA's GPUs, Jetson above all
    // What is asked of the plug-in in Plugins/TensorRT: types only.
    .target(
      name: "CTensorRT",
      // dlopen, which C libraries before glibc 2.34 keep apart.
      linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    .target(
      name: "VigilTensorRT",
      dependencies: [
        "CTensorRT",
        "VigilCore",
        "VigilInference",  // the protocol of engines
      ]),
    .testTarget(
      name: "VigilTensorRTTests",
      dependencies: [
        "VigilTestSupport",  // folders
        "VigilTensorRT", "VigilInference", "VigilCore",
        "VigilNetworks",  // ONNX files
      ]),

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
      dependencies: [
        "VigilTestSupport", "VigilDatasets", "VigilEvaluation", "VigilTensorFiles", "VigilCore",
      ],
      resources: [.copy("Fixtures")]),

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
        "VigilOpenVINO",  // an engine to run it on
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
      dependencies: ["VigilTestSupport", "VigilReport", "VigilCore", "VigilDetection", "VigilEvaluation"]),

    // MARK: VigilSinks: where the updates of a detection go: result folders, JSON lines, annotated video; one protocol for all
    .target(
      name: "VigilSinks",
      dependencies: [
        "VigilCore",
        "VigilDetection",  // events with identities
        "VigilMedia",  // pictures of events, annotated video
        "VigilPipeline",  // the updates
        "VigilReport",  // result files
        .product(name: "Logging", package: "swift-log"),  // what happens beside the results
      ]),
    .testTarget(
      name: "VigilSinksTests",
      dependencies: [
        "VigilTestSupport", "VigilSinks", "VigilPipeline", "VigilReport", "VigilMedia", "VigilDetection",
        "VigilCore",
        .product(name: "Logging", package: "swift-log"),  // a log to read
      ]),

    // MARK: VigilTraining: fits a detector to stored features, and a small extractor to clips
    .target(
      name: "VigilTraining",
      dependencies: [
        "VigilCore", "VigilNetworks",
        "VigilInference",  // on which device
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
        "VigilPreprocessing", "VigilEvaluation", "VigilDatasets", "VigilReport", "VigilInference",
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
        "VigilMedia",  // libraries and cameras of this machine
        "VigilNetworks",
        "VigilOpenVINO",  // an engine
        "VigilPipeline",  // extractor and detectors, as runs take them
        "VigilPreprocessing",
        "VigilReport",  // what an evaluation of a model found
        "VigilTensorFiles",  // stored features
        "VigilTensorRT",  // an engine
        "VigilTorch",  // an engine
      ]),
    .testTarget(
      name: "VigilModelsTests",
      dependencies: [
        "VigilTestSupport", "VigilModels", "VigilCore", "VigilInference", "VigilNetworks",
        "VigilPreprocessing",
        "VigilTensorFiles", "VigilDatasets", "VigilDetection", "VigilEvaluation", "VigilReport",
        "VigilPipeline",  // the extractors that are loaded
      ]),

    // MARK: Vigil: a program's way in: one import, one type, what watching needs
    .target(
      name: "Vigil",
      dependencies: [
        // what it hands out again
        "VigilCore", "VigilDetection", "VigilInference", "VigilMedia", "VigilModels", "VigilPipeline",
        "VigilPreprocessing",
      ]),
    .executableTarget(name: "FirstAlarm", dependencies: ["Vigil"], path: "Examples/FirstAlarm"),
    .testTarget(
      name: "VigilTests",
      dependencies: [
        "FirstAlarm",  // run as a program
        "Vigil", "VigilTestSupport",
      ]),

    // MARK: VigilTuning: runs a model over footage and sets its knobs: threshold, cascade, number format
    .target(
      name: "VigilTuning",
      dependencies: [
        "VigilCore",
        "VigilDatasets",  // where anomalies are in held-out videos
        "VigilDetection",  // events, how far scores moved
        "VigilEvaluation",  // the mathematics of thresholds and bounds
        "VigilInference",  // networks that are tried
        "VigilMedia",  // footage
        "VigilModels",  // what is tuned, and where that is kept
        "VigilNetworks",  // rounding to 8 bits
        "VigilPipeline",  // footage is scored as it will be
        "VigilPreprocessing",  // snippets to calibrate on
      ]),
    .testTarget(
      name: "VigilTuningTests",
      dependencies: [
        "VigilTestSupport", "VigilTuning", "VigilCore", "VigilDatasets", "VigilDetection", "VigilEvaluation",
        "VigilInference", "VigilModels", "VigilNetworks", "VigilPipeline", "VigilPreprocessing",
        "VigilReport",
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
      ]),
    .testTarget(
      name: "VigilBenchmarkTests",
      dependencies: [
        "CNVML",  // which GPU is meant
        "VigilTestSupport", "VigilBenchmark", "VigilReport", "VigilMedia", "VigilCore",
        // a stored snippet against the engine
        "VigilInference", "VigilNetworks", "VigilPreprocessing", "VigilTorch",
      ],
      resources: [.copy("Fixtures")]),

    // MARK: VigilCameraHealth: whether a camera still shows what it did: covered, moved, night, exposure, flicker; pure
    .target(name: "VigilCameraHealth", dependencies: ["VigilCore"]),
    .testTarget(
      name: "VigilCameraHealthTests",
      dependencies: [
        "VigilTestSupport", "VigilCameraHealth", "VigilCore",
        "VigilMedia",  // real footage
        "VigilScenes",  // rendered footage
      ]),

    // MARK: VigilStationConfiguration: the station's file: one description of all keys, read with the place of each mistake
    .target(
      name: "VigilStationConfiguration",
      dependencies: [
        "VigilCore",
        "VigilHashing",  // digests of settings and secrets
        .product(name: "Yams", package: "Yams"),  // YAML with the line and column of each value
      ]),
    .testTarget(
      name: "VigilStationConfigurationTests",
      dependencies: ["VigilTestSupport", "VigilStationConfiguration", "VigilCore"]),

    // MARK: VigilStore: the station's database: events, scores, files, what was changed while it ran
    .target(
      name: "VigilStore",
      dependencies: [
        "VigilCore",
        "VigilHashing",  // passwords
        .product(name: "GRDB", package: "GRDB.swift"),  // SQLite
      ]),
    // A program that writes until it is killed.
    .executableTarget(
      name: "StationStoreWriter", dependencies: ["VigilStore"], path: "Tests/StationStoreWriter"),
    .testTarget(
      name: "VigilStoreTests",
      dependencies: [
        "StationStoreWriter",  // run as a program
        "VigilTestSupport", "VigilStore", "VigilCore",
        .product(name: "GRDB", package: "GRDB.swift"),  // what lies in the file
      ]),

    // MARK: VigilEvidence: signed manifests of events, each naming the one before, and cases to hand over
    .systemLibrary(name: "CTimex"),  // whether a time server sets the clock
    .target(
      name: "VigilEvidence",
      dependencies: [
        "CTimex",
        "CZlib",  // checksums of zip members
        "VigilCore",
        "VigilHashing",  // digests and signatures
      ]),
    .testTarget(
      name: "VigilEvidenceTests",
      dependencies: ["VigilTestSupport", "VigilEvidence", "VigilHashing", "VigilCore"]),

    // MARK: VigilRecording: packets to files that survive a power cut: clips of events, continuous segments, retention
    .target(
      name: "VigilRecording",
      dependencies: [
        "VigilCore",
        "VigilHashing",  // digests of finished files
        "VigilMedia",  // packets, clips
        "VigilStore",  // the index of files
      ]),
    .testTarget(
      name: "VigilRecordingTests",
      dependencies: [
        "VigilTestSupport", "VigilRecording", "VigilStore", "VigilMedia", "VigilHashing", "VigilCore",
      ]),

    // MARK: VigilPrograms: programs of the user's, run without a shell, with a deadline and bounds
    // What Swift cannot ask of the C library to start a program.
    .target(name: "CSpawn"),
    .target(
      name: "VigilPrograms",
      dependencies: [
        "CSpawn",  // to start one in a group of its own
        "VigilCore",
      ]),

    // MARK: VigilNotify: messages of the outbox delivered until they are acknowledged: webhooks, MQTT, mail, commands
    .systemLibrary(  // libcurl: HTTP, HTTPS and SMTP with the system's certificates, with nothing to compile
      name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
    .systemLibrary(  // libmosquitto: MQTT with TLS, with nothing to compile
      name: "CMosquitto", pkgConfig: "libmosquitto",
      providers: [.apt(["libmosquitto-dev"]), .brew(["mosquitto"])]),
    .target(
      name: "VigilNotify",
      dependencies: [
        "CCurl",  // requests, mail
        "CMosquitto",  // brokers
        "VigilCore",
        "VigilHashing",  // signatures of webhooks, names of mails
        "VigilPrograms",  // commands
        "VigilStationConfiguration",  // channels and their templates
        "VigilStore",  // the outbox
      ]),
    // A program that shows a camera at a broker until it is killed.
    .executableTarget(
      name: "StationAtBroker", dependencies: ["VigilNotify", "VigilStationConfiguration", "VigilCore"],
      path: "Tests/StationAtBroker"),
    .testTarget(
      name: "VigilNotifyTests",
      dependencies: [
        "StationAtBroker",  // run as a program
        "VigilTestSupport", "VigilNotify", "VigilStationConfiguration", "VigilStore", "VigilCore",
      ]),

    // MARK: VigilStation: cameras watched around the clock: supervision, events, health, reload
    .target(
      name: "VigilStation",
      dependencies: [
        "VigilCameraHealth",  // what a camera's pictures say of it
        "VigilCore",
        "VigilDetection",  // scores to events
        "VigilEvaluation",  // thresholds of a camera's own scores
        "VigilEvidence",  // manifests of events
        "VigilHashing",  // whether a kept view is whole
        "VigilInference",  // which engine
        "VigilMedia",  // cameras
        "VigilModels",  // networks, shared
        "VigilNetworks",  // what events and manifests call them
        "VigilNotify",  // people who are told
        "VigilPipeline",  // one run a camera
        "VigilPreprocessing",  // presets
        "VigilPrograms",  // what judges events
        "VigilRecording",  // clips and segments
        "VigilStationConfiguration",  // what is asked for
        "VigilStore",  // what is kept
        .product(name: "Logging", package: "swift-log"),  // what happens
      ]),
    .testTarget(
      name: "VigilStationTests",
      dependencies: [
        "VigilTestSupport", "VigilStation", "VigilStationConfiguration", "VigilStore", "VigilMedia",
        "VigilRecording", "VigilEvidence", "VigilModels", "VigilPipeline", "VigilCore", "VigilCameraHealth",
        "VigilInference", "VigilOpenVINO",
        "VigilPreprocessing",  // where crops lie
        "VigilDatasets", "VigilTensorFiles",  // features as vigil extract writes them
        "VigilNetworks", "VigilDetection",  // other heads
        "VigilEvaluation",  // thresholds of scores
        .product(name: "Logging", package: "swift-log"),  // a log to read
      ]),

    // MARK: VigilLearning: from what people said of a station's events to a new head, if it is better
    .target(
      name: "VigilLearning",
      dependencies: [
        "VigilCore",
        "VigilEvaluation",  // intervals
        "VigilNetworks",  // the model that comes of it
        "VigilPreprocessing",  // whose crops its extractor takes
        "VigilStore",  // features and labels
        "VigilTraining",  // the linear fit
      ]),
    .testTarget(
      name: "VigilLearningTests",
      dependencies: [
        "VigilTestSupport", "VigilLearning", "VigilCore", "VigilEvaluation", "VigilNetworks", "VigilStore",
        "VigilTraining", "VigilPreprocessing",
        "VigilTensorFiles",  // features of real footage
      ]),

    // MARK: VigilWeb: the station over HTTP: state, events, scores, media, notices; users and their rights
    .target(
      name: "VigilWeb",
      dependencies: [
        "VigilCore",
        "VigilHashing",  // passwords, digests of session tokens
        "VigilStore",  // what is shown, users
        "VigilStation",  // how it is
        "VigilStationConfiguration",  // where it answers
        "VigilPipeline",  // what it gives up for want of time
        "VigilMedia",  // how its cameras are read
        "VigilReport",  // charts on its pages, escaped text
        "VigilEvaluation",  // what thresholds would have raised
        "VigilEvidence",  // cases
        .product(name: "Hummingbird", package: "hummingbird"),  // HTTP, routes
        .product(name: "HummingbirdCore", package: "hummingbird"),  // its channels
        .product(name: "HummingbirdTLS", package: "hummingbird"),  // HTTPS
        .product(name: "HTTPTypes", package: "swift-http-types"),  // header fields
        .product(name: "Logging", package: "swift-log"),  // what happens
        .product(name: "NIOCore", package: "swift-nio"),  // connections
        .product(name: "NIOPosix", package: "swift-nio"),  // threads that wait for the disk
        .product(name: "NIOHTTP1", package: "swift-nio"),  // its parser's errors
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),  // parts of requests
        .product(name: "NIOSSL", package: "swift-nio-ssl"),  // certificates
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),  // an end without a signal
      ],
      resources: [  // in the program itself, so that it can be installed anywhere
        .embedInCode("openapi.json"),
        .embedInCode("Assets/style.css"), .embedInCode("Assets/icon.svg"),
        .embedInCode("Assets/page.js"), .embedInCode("Assets/sign-in.js"), .embedInCode("Assets/cameras.js"),
        .embedInCode("Assets/tile.js"), .embedInCode("Assets/spark.js"), .embedInCode("Assets/event.js"),
        .embedInCode("Assets/camera.js"), .embedInCode("Assets/changes.js"),
        .embedInCode("Assets/live.js"), .embedInCode("Assets/records.js"),
        .embedInCode("Assets/player.js"), .embedInCode("Assets/screen.js"),
      ]),
    .testTarget(
      name: "VigilWebTests",
      dependencies: [
        "VigilTestSupport", "VigilWeb", "VigilStation", "VigilStore", "VigilHashing", "VigilCore",
        "VigilMedia",  // what cameras show live
        "VigilEvidence",  // cases that are verified
        "VigilStationConfiguration",  // thresholds of a model in shadow
        .product(name: "Logging", package: "swift-log"),  // a log to read
      ]),

    // MARK: VigilDownload: fetches published weights, resuming and checking, and makes model folders of them
    .target(
      name: "VigilDownload",
      dependencies: [
        "VigilCore",
        "CCurl",
        // SHA-256
        "VigilHashing",
        // model folders of what was downloaded
        "VigilModels", "VigilNetworks", "VigilPreprocessing",
      ]),
    .testTarget(
      name: "VigilDownloadTests",
      dependencies: [
        "VigilDownload",
        // a server over TLS
        "VigilTestSupport",
        // the digests to expect
        "VigilHashing",
      ]),

    // MARK: VigilCommand: the command line `vigil`, parsing and wiring only
    .executableTarget(
      name: "VigilCommand",
      dependencies: [
        "VigilBenchmark",
        "VigilCore",
        "VigilDatasets",
        "VigilDetection",
        "VigilDownload",
        "VigilEvaluation",
        "VigilInference",
        "VigilLearning",
        "VigilMedia",
        "VigilModels",
        "VigilNetworks",
        "VigilPipeline",
        "VigilPreprocessing",
        "VigilRecording",
        "VigilReport",
        "VigilScenes",
        "VigilSinks",
        "VigilStation",
        "VigilStationConfiguration",
        "VigilStore",
        "VigilWeb",
        "VigilEvidence",
        "VigilTensorFiles",
        "VigilTorch",
        "VigilTraining",
        "VigilTuning",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "VigilCommandTests",
      dependencies: [
        "VigilCommand",  // run as a program
        "VigilTestSupport", "VigilCore", "VigilNetworks", "VigilPreprocessing", "VigilTensorFiles",
        "VigilInference",  // which streams a plan should try
        "VigilTorch",  // whether the plug-in is there
        "VigilStore", "VigilEvidence",  // what a station has found
        "VigilStation",  // what it notes of its cameras' models
        "VigilModels",  // what computed its features
        "VigilHashing",  // what is stored of passwords
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
