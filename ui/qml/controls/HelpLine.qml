import QtQuick
import OpenLuke
import ".."

// The number to call, the number to give, and the same as a QR code.
Rectangle {
    id: line

    required property HelpViewModel vm
    readonly property real code: Theme.mm(Theme.compact ? 26 : 46)

    implicitHeight: Math.max(words.implicitHeight, code) + 2 * (Theme.compact ? Theme.gap : Theme.block)
    radius: Theme.radius * 2
    color: Theme.card
    border.color: Theme.hairline
    border.width: Theme.outline

    Column {
        id: words

        anchors {
            left: parent.left
            leftMargin: Theme.block
            right: image.left
            rightMargin: Theme.gap
            verticalCenter: parent.verticalCenter
        }
        spacing: Theme.gap / 2

        Label {
            width: parent.width
            text: line.vm.phone ? line.vm.phoneLabel : ""
            font.pixelSize: Theme.small
            color: Theme.soft
        }
        Label {
            width: parent.width
            text: line.vm.phone
            font.pixelSize: Math.round(Theme.title * (Theme.compact ? 0.8 : 1.1))
            font.weight: 700
            font.features: {
                "tnum": 1
            }
        }
        Label {
            width: parent.width
            text: line.vm.reference ? line.vm.referenceLabel : ""
            font.pixelSize: Theme.small
            color: Theme.soft
        }
        Label {
            width: parent.width
            text: line.vm.reference
            font.pixelSize: Math.round(Theme.title * (Theme.compact ? 0.8 : 1.1))
            font.weight: 700
            font.features: {
                "tnum": 1
            }
        }
    }
    Rectangle {
        id: image

        anchors {
            right: parent.right
            rightMargin: Theme.block
            verticalCenter: parent.verticalCenter
        }
        width: line.vm.reference ? line.code : 0
        height: width
        color: "#FFFFFF"

        Image {
            anchors.fill: parent
            visible: line.vm.reference.length > 0
            source: line.vm.reference ? "image://qr/" + encodeURIComponent(line.vm.referenceCode) : ""
            sourceSize: Qt.size(line.code, line.code)
            smooth: false
            Accessible.role: Accessible.Graphic
            Accessible.name: line.vm.reference
        }
    }
}
