import QtQuick
import QtQuick.Layouts
import OpenLuke
import ".."
import "../controls"

Page {
    id: screen

    required property DoorViewModel vm

    pictureShare: 0.5
    pictureRatio: (vm.wall as WallViewModel).ratio

    Label {
        Layout.fillWidth: true
        text: Theme.landscape && screen.vm.progress ? screen.vm.status + " · " + screen.vm.progress : screen.vm.status
        font.pixelSize: Theme.title
        font.weight: 600
        color: Theme.soft
    }
    Headline {
        Layout.fillWidth: true
        Layout.topMargin: -Theme.gap
        text: screen.vm.headline
        size: Theme.display
        lineHeight: 1
        wrapMode: Text.NoWrap
        fontSizeMode: Text.HorizontalFit
    }
    Label {
        Layout.fillWidth: true
        text: screen.vm.place
        // A small glass has no room for both.
        visible: !(Theme.compact && screen.vm.isFound)
    }

    picture: Wall {
        anchors.fill: parent
        wall: screen.vm.wall as WallViewModel
    }

    below: [
        Label {
            Layout.fillWidth: true
            text: screen.vm.instruction
            font.weight: 600
        },
        Label {
            Layout.fillWidth: true
            text: screen.vm.takeOver
        },
        Progress {
            Layout.fillWidth: true
            reached: screen.vm.parcel
            total: Theme.compact ? 1 : screen.vm.parcels
        },
        Label {
            Layout.fillWidth: true
            text: Theme.landscape ? "" : screen.vm.progress
            font.pixelSize: Theme.small
            color: Theme.soft
        }
    ]

    actions: [
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.wholeRow
            vm: screen.vm
            intent: "open_next"
            symbol: "open"
            filled: true
            text: screen.vm.openNextLabel
        },
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.wholeRow
            vm: screen.vm
            intent: "skip"
            symbol: "check"
            filled: true
            text: screen.vm.goOnLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "type_code"
            symbol: "keypad"
            text: screen.vm.typeLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "reopen"
            symbol: "retry"
            text: screen.vm.reopenLabel
        },
        ActionButton {
            Layout.fillWidth: true
            vm: screen.vm
            intent: "more_time"
            symbol: "time"
            text: screen.vm.moreTimeLabel
        },
        ActionButton {
            Layout.fillWidth: true
            Layout.columnSpan: screen.vm.helpAlone ? screen.wholeRow : 1
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
