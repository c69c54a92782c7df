import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property DoorFaultViewModel vm

    pictureShare: 0.5
    pictureRatio: (vm.wall as WallViewModel).ratio

    Headline {
        Layout.fillWidth: true
        text: screen.vm.headline
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.instruction
    }

    picture: Wall {
        anchors.fill: parent
        wall: screen.vm.wall as WallViewModel
    }

    below: [
        Label {
            Layout.fillWidth: true
            text: screen.vm.place
            color: Theme.soft
            font.pixelSize: Theme.small
        },
        Label {
            Layout.fillWidth: true
            text: Theme.compact && !screen.vm.staffTold ? "" : screen.vm.detail
            font.weight: 600
        }
    ]

    actions: [
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.wholeRow
            vm: screen.vm
            intent: "retry"
            symbol: "retry"
            filled: true
            text: screen.vm.retryLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "skip"
            symbol: "next"
            filled: screen.vm.staffTold
            text: screen.vm.skipLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "help"
            symbol: "question"
            text: screen.vm.helpLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "home"
            symbol: "leave"
            text: screen.vm.homeLabel
        }
    ]
}
